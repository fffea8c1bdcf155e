"""Reads an accelerometer recording: what the phyphox app exports, or plain time, x, y, z.

phyphox writes a zip with one table for each of its export sets and a folder ``meta``, or a bare table; columns are
parted by comma, semicolon or tab, numbers have a decimal point or comma and an exponent, names stand in quotes, and
``NaN`` stands where a value is missing. Whatever the header says is read in any language: the columns are known by
their ``x``, ``y``, ``z``, by the units in brackets, or by their places.

Only the standard library is used here. Whatever cannot be read gives one plain sentence (:class:`UserError`).
"""

from __future__ import annotations

import io
import itertools
import math
import re
import statistics
import zipfile
import zlib
from array import array
from collections.abc import Iterator

from msgspec import Struct

from backcraft.problems import UserError

#: Largest file, largest table inside a zip (bytes), most rows, and longest recording (seconds). Five minutes at 400
#: samples a second are about 10 MB.
MOST_BYTES = 20 << 20
MOST_UNPACKED = 64 << 20
MOST_ROWS = 1_000_000
LONGEST = 3600.0
#: No phone measures more than this (m/s2); a larger number was not measured.
WILD = 2000.0
G = 9.80665

_OTHER = re.compile(r"rad|deg|°|µt|μt|\but\b|tesla|hpa|\blx\b|gyr|magnet|rotation|location|latitude", re.I)
_ACCELERATION = re.compile(r"m/s|accel|\bacc|beschl|acel|accél|uskor|ускор|versnel|przysp|ivme|加速|\bg\b", re.I)
_AXIS = re.compile(r"(?:(?<![a-z])|(?<=a)|(?<=acc)|(?<=accel))([xyz])(?![a-z])", re.I)
_CAMEL = re.compile(r"[a-z]([XYZ])(?![a-z])")
_ABSOLUTE = re.compile(r"abs|betrag|magnitu|total|norm|modul|\|a\||мод|абс|绝对|合", re.I)
_TIME = re.compile(r"\W*(t\b|time|zeit|temps|tiempo|tempo|czas|tijd|врем|时间|時間)", re.I)
_SECONDS = {"s": 1.0, "sec": 1.0, "ms": 1e-3, "µs": 1e-6, "us": 1e-6, "ns": 1e-9}
_UNIT = re.compile(r"[(\[]\s*([^)\]]*?)\s*[)\]]\s*$")
_PLAIN_GARBAGE = (
    "This file is not a recording that the course can read. In phyphox, export the data as CSV and choose that file."
)


class Recording(Struct, frozen=True):
    """A recording as it was read: seconds from its first sample, rising; and one or three signed axes in m/s2."""

    times: array[float]
    axes: tuple[array[float], ...]
    #: The columns that were read, as the file names them.
    columns: tuple[str, ...]
    #: Rows that were left out: without a number, out of order, or wild.
    lost: int

    @property
    def seconds(self) -> float:
        """First sample to last."""
        return self.times[-1] - self.times[0]

    @property
    def rate(self) -> float:
        """Samples a second, by the middle interval."""
        return 1 / statistics.median(b - a for a, b in itertools.pairwise(self.times))


def read(data: bytes, name: str = "recording") -> Recording:
    """Read a file's content; raise :class:`UserError` with one plain sentence where it cannot be read."""
    if len(data) > MOST_BYTES:
        raise UserError(too_large(len(data)))
    if not data.strip():
        raise UserError(f'The file "{name}" is empty. Export the recording again.')
    if data[:4] == b"PK\x03\x04" or data[:4] == b"PK\x05\x06":
        data, name = _unpack(data, name)
    elif data[:4] == b"\xd0\xcf\x11\xe0":
        raise UserError("This is an Excel file. In phyphox, export the data as CSV and choose that file.")
    elif data.lstrip()[:9].lower() in (b"<phyphox ", b"<phyphox>") or data.lstrip()[:5] == b"<?xml":
        raise UserError("This is a phyphox experiment, not its data. In phyphox, export the data as CSV.")
    return _table(_text(data), name)


def too_large(size: int) -> str:
    """Return the sentence for a file of ``size`` bytes that is over the limit."""
    return (
        f"This file is too large ({size / (1 << 20):.0f} MB; the course reads up to {MOST_BYTES >> 20} MB). "
        "A recording of one or two minutes is enough."
    )


def _unpack(data: bytes, name: str) -> tuple[bytes, str]:
    """Return the table of a zip that holds acceleration."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = packed.infolist()
            if any(i.filename.startswith("xl/") for i in inside):
                raise UserError("This is an Excel file. In phyphox, export the data as CSV and choose that file.")
            tables = [i for i in inside if _is_table(i)][:20]
            if not tables:
                raise UserError(f'The zip "{name}" holds no table of data. In phyphox, export the data as CSV.')
            heads = []
            for info in tables:
                with packed.open(info) as file:
                    heads.append(_text(file.read(4096)).lstrip().partition("\n")[0])
            best = max(range(len(tables)), key=lambda i: (_likeness(heads[i]), -i))
            if tables[best].file_size > MOST_UNPACKED:
                raise UserError(too_large(tables[best].file_size))
            with packed.open(tables[best]) as file:
                # What the zip says of its size is not relied upon.
                found = file.read(MOST_UNPACKED + 1)
            if len(found) > MOST_UNPACKED:
                raise UserError(too_large(len(found)))
            return found, tables[best].filename
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise UserError(f'The zip "{name}" is damaged or locked. Export the recording again.') from error


def _is_table(info: zipfile.ZipInfo) -> bool:
    parts = info.filename.lower().replace("\\", "/").split("/")
    hidden = any(p.startswith(("._", "__macosx")) or p == "meta" for p in parts)
    return not hidden and not info.is_dir() and parts[-1].endswith((".csv", ".txt", ".tsv"))


def _likeness(head: str) -> int:
    """Say how much a table's first line looks like acceleration along three axes."""
    axes = {found.group(1).lower() for cell in re.split(r"[,;\t]", head) if (found := _AXIS.search(cell))}
    return 2 * bool(_ACCELERATION.search(head)) + (len(axes) == 3) - 2 * bool(_OTHER.search(head))


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:4096]:
        raise UserError(_PLAIN_GARBAGE)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _cells(line: str, mark: str) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in line.split(mark)]


def _number(cell: str) -> float:
    """Return a cell's number; NaN where it holds none."""
    try:
        # Python also reads "1_0", which no recording means.
        return float(cell) if "_" not in cell else math.nan
    except ValueError:
        return math.nan


class _Layout(Struct, frozen=True):
    mark: str
    comma: bool
    time: int
    axes: tuple[int, ...]
    names: tuple[str, ...]
    #: Seconds in one unit of the time column, or ``None`` where the header does not say.
    unit: float | None
    #: m/s2 in one unit of the axes, or ``None`` where the header does not say.
    scale: float | None
    first: int


def _table(text: str, name: str) -> Recording:
    lines = text.splitlines()
    layout = _layout(lines, name)
    times, axes, lost, seen = array("d"), [array("d") for _ in layout.axes], 0, 0
    for values in _rows(lines, layout):
        seen += 1
        if seen > MOST_ROWS:
            raise UserError(f"This recording has more than {MOST_ROWS:,} rows. A minute or two is enough.")
        if any(not math.isfinite(v) for v in values):
            lost += 1
            continue
        times.append(values[0])
        for axis, value in zip(axes, values[1:], strict=True):
            axis.append(value)
    if len(times) < 2 or lost > max(5, seen // 5):
        what = "no numbers" if len(times) < 2 else "too many rows without numbers"
        raise UserError(f'"{name}" holds {what} where time and acceleration should be. Export the recording again.')
    if all(v >= 0 for v in axes[0]) and len(axes) == 1:
        raise UserError(
            "This file holds only how strong the acceleration was, not its direction, so there and back look alike. "
            "Export the columns x, y and z too."
        )
    unit = layout.unit or _unit_of_time(times)
    return _clean(array("d", (t * unit for t in times)), axes, layout, lost)


def _rows(lines: list[str], layout: _Layout) -> Iterator[list[float]]:
    wanted = (layout.time, *layout.axes)
    last = max(wanted)
    end = len(lines)
    while end > layout.first and not lines[end - 1].strip():
        end -= 1
    for i in range(layout.first, end):
        line = lines[i]
        if not line.strip():
            continue
        cells = line.split(layout.mark)
        if len(cells) <= last:
            # A last line that was cut short is nobody's mistake; further up it counts as lost.
            if i < end - 1:
                yield [math.nan]
            continue
        picked = [cells[k].strip().strip('"') for k in wanted]
        yield [_number(c.replace(",", ".") if layout.comma else c) for c in picked]


def _layout(lines: list[str], name: str) -> _Layout:
    rows = [(i, line) for i, line in enumerate(lines[:200]) if line.strip()]
    if not rows:
        raise UserError(f'The file "{name}" is empty. Export the recording again.')
    mark = _mark([line for _, line in rows])
    comma = mark != ","
    first = next((k for k, (_, line) in enumerate(rows) if _is_data(line, mark, comma)), None)
    if first is None:
        if len(rows) < 3:
            raise UserError(f'"{name}" holds a header and no measurements. Press play in phyphox before you export.')
        raise UserError(_PLAIN_GARBAGE)
    width = len(_cells(rows[first][1], mark))
    head = next((c for _, line in reversed(rows[:first]) if len(c := _cells(line, mark)) >= width), [])
    time, axes = _columns(head, width, name)
    units = [found.group(1).lower() if (found := _UNIT.search(cell)) else "" for cell in head]
    given = units[time] if head else ""
    unit = _SECONDS.get(given)
    scale = {"g": G, "m/s^2": 1.0, "m/s²": 1.0, "m/s2": 1.0}.get(units[axes[0]]) if head else None
    names = tuple(head[k] for k in axes) if head else tuple("xyz"[: len(axes)])
    return _Layout(mark, comma, time, axes, names, unit, scale, rows[first][0])


def _mark(lines: list[str]) -> str:
    sample = lines[1:] or lines
    for mark in ("\t", ";"):
        if sum(mark in line for line in sample) * 2 > len(sample):
            return mark
    return ","


def _is_data(line: str, mark: str, comma: bool) -> bool:
    cells = _cells(line, mark)
    numbers = [_number(c.replace(",", ".") if comma else c) for c in cells]
    return len(cells) >= 2 and sum(math.isfinite(n) for n in numbers) >= min(2, len(cells))


def _columns(head: list[str], width: int, name: str) -> tuple[int, tuple[int, ...]]:
    """Return the places of the time and of the axes."""
    groups: dict[str, dict[str, int]] = {}
    for i, cell in enumerate(head[:width]):
        found = _AXIS.search(_UNIT.sub("", cell)) or _CAMEL.search(cell)
        if found and not _OTHER.search(cell):
            rest = cell[: found.start(1)] + cell[found.end(1) :]
            groups.setdefault(rest.lower(), {}).setdefault(found.group(1).lower(), i)
    best = max(groups, key=lambda rest: (len(groups[rest]), bool(_ACCELERATION.search(rest))), default=None)
    if best is not None:
        axes = tuple(groups[best][k] for k in sorted(groups[best]))
        free = [i for i in range(width) if i not in axes]
        if not free:
            raise UserError(f'"{name}" has no column of times. Export the recording again.')
        named = [i for i in free if _TIME.match(head[i])]
        by_unit = [i for i in free if (u := _UNIT.search(head[i])) and u.group(1).lower() in _SECONDS]
        return [*named, *by_unit, *free][0], axes
    if head and any(_OTHER.search(cell) for cell in head):
        shown = ", ".join(cell for cell in head[:width] if cell)[:120]
        raise UserError(f'"{name}" holds no acceleration, only: {shown}. Record with "Acceleration (without g)".')
    if width >= 4:
        return 0, (1, 2, 3)
    signed = [i for i in range(1, width) if not (head and _ABSOLUTE.search(head[i]))]
    return 0, (signed[0] if signed else 1,)


def _unit_of_time(times: array[float]) -> float:
    """Tell seconds from milli-, micro- and nanoseconds by the middle step, where the header does not say."""
    step = statistics.median(abs(b - a) for a, b in itertools.pairwise(times[:2001]))
    if step < 0.5:
        return 1.0
    return 1e-3 if step < 500 else 1e-6 if step < 5e5 else 1e-9


def _clean(times: array[float], axes: list[array[float]], layout: _Layout, lost: int) -> Recording:
    """Order, bound and scale what was read."""
    backwards = [i for i in range(1, len(times)) if times[i] < times[i - 1]]
    if any(times[i] < times[i - 1] - 1 for i in backwards) or len(backwards) > len(times) // 20:
        raise UserError(
            "The times in this file go backwards, as when two recordings stand in one file. Export one recording alone."
        )
    scale = layout.scale or _scale(axes)
    kept: list[int] = []
    latest = -math.inf
    for i, t in enumerate(times):
        if t > latest and all(abs(axis[i]) * scale <= WILD for axis in axes):
            kept.append(i)
            latest = t
    if len(kept) < max(2, len(times) // 2):
        raise UserError("The numbers in this file are not times and accelerations. Export the recording again as CSV.")
    if times[kept[-1]] - times[kept[0]] > LONGEST:
        raise UserError("This recording is longer than an hour. A minute or two is enough.")
    start = times[kept[0]]
    return Recording(
        array("d", (times[i] - start for i in kept)),
        tuple(array("d", (axis[i] * scale for i in kept)) for axis in axes),
        layout.names,
        lost + len(times) - len(kept),
    )


def _scale(axes: list[array[float]]) -> float:
    """Tell g from m/s2 where the header does not say: at rest three axes together measure 1 g."""
    if len(axes) < 3:
        return 1.0
    strength = statistics.median(math.sqrt(sum(axis[i] ** 2 for axis in axes)) for i in range(len(axes[0])))
    return G if 0.85 < strength < 1.15 else 1.0
