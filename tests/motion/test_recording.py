"""The reader of recordings: everything that phyphox exports, plain tables, and bad input in one plain sentence."""

from __future__ import annotations

import io
import math
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backcraft.practice.motion import recording
from backcraft.practice.motion.recording import Recording, read
from backcraft.problems import UserError

ROWS = [(0.01 * i, 0.5 * math.sin(i), -0.25 * i % 1.5, 9.5 + 0.01 * i) for i in range(1, 60)]
PLAIN = ("Time (s)", "Acceleration x (m/s^2)", "Acceleration y (m/s^2)", "Acceleration z (m/s^2)")


def number(value: float, point: str = ".") -> str:
    """A number as phyphox writes it, with nine decimals and an exponent."""
    if not math.isfinite(value):
        return "NaN"
    mantissa, exponent = f"{value:.9E}".split("E")
    return f"{mantissa}E{int(exponent)}".replace(".", point)


def table(
    head: tuple[str, ...] = PLAIN,
    mark: str = ",",
    point: str = ".",
    rows: list[tuple[float, ...]] | None = None,
    quote: str = '"',
    end: str = "\n",
) -> str:
    lines = [mark.join(f"{quote}{h}{quote}" for h in head)] if head else []
    lines += [mark.join(number(v, point) for v in row) for row in (ROWS if rows is None else rows)]
    return end.join(lines) + end


def packed(files: dict[str, str | bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(name, text)
    return whole.getvalue()


def is_the_recording(found: Recording) -> None:
    assert len(found.times) == len(ROWS)
    assert list(found.times) == pytest.approx([r[0] - ROWS[0][0] for r in ROWS], abs=1e-7)
    for k, axis in enumerate(found.axes):
        assert list(axis) == pytest.approx([r[k + 1] for r in ROWS], abs=1e-6)


@pytest.mark.parametrize(("mark", "point"), [(",", "."), (";", "."), ("\t", "."), (";", ","), ("\t", ",")])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_form_that_phyphox_exports_is_read(mark: str, point: str, end: str, coding: str) -> None:
    """Comma, semicolon or tab; decimal point or comma; any line end; with or without a byte order mark."""
    is_the_recording(read(table(mark=mark, point=point, end=end).encode(coding)))


@pytest.mark.parametrize(
    "head",
    [
        PLAIN,
        tuple(h.replace("Acceleration", "Linear Acceleration") for h in PLAIN),
        ("Zeit (s)", "Beschleunigung x (m/s²)", "Beschleunigung y (m/s²)", "Beschleunigung z (m/s²)"),
        ("Temps (s)", "Accélération x (m/s^2)", "Accélération y (m/s^2)", "Accélération z (m/s^2)"),
        ("Время (с)", "Ускорение x (м/с²)", "Ускорение y (м/с²)", "Ускорение z (м/с²)"),
        ("time", "x", "y", "z"),
        ("t", "ax", "ay", "az"),
        ("timestamp", "accX", "accY", "accZ"),
        ("seconds_elapsed", "acc_x", "acc_y", "acc_z"),
        ("一", "二", "三", "四"),
        (),
    ],
)
def test_whatever_the_header_says_is_read(head: tuple[str, ...]) -> None:
    """With gravity or without, in other languages, plain names, meaningless names, or none at all."""
    is_the_recording(read(table(head).encode()))


def test_more_columns_do_not_get_in_the_way() -> None:
    """The absolute acceleration is left aside, wherever it stands, as is a gyroscope; order of columns is free."""
    head = ("Absolute acceleration (m/s^2)", "Gyroscope x (rad/s)", "Gyroscope y (rad/s)", "Gyroscope z (rad/s)")
    head += (PLAIN[3], PLAIN[2], PLAIN[1], PLAIN[0])
    rows = [(math.hypot(*r[1:]), 7.0, 8.0, 9.0, r[3], r[2], r[1], r[0]) for r in ROWS]
    is_the_recording(read(table(head, rows=rows).encode()))


def test_milliseconds_and_nanoseconds_are_told_from_seconds() -> None:
    """By the header's unit, else by the size of the steps; a start long ago does not matter."""
    for factor, head in ((1e3, ("t (ms)", "x", "y", "z")), (1e3, ()), (1e6, ()), (1e9, ("timestamp", "x", "y", "z"))):
        rows = [(r[0] * factor + 1.6e9, *r[1:]) for r in ROWS]
        text = "\n".join([",".join(head)] * bool(head) + [",".join(repr(v) for v in row) for row in rows])
        found = read(text.encode())
        assert found.seconds == pytest.approx(ROWS[-1][0] - ROWS[0][0], abs=1e-3)


def test_a_zip_is_searched_for_the_acceleration() -> None:
    """Whatever the tables are called; the folder meta and a Mac's shadow files are passed over."""
    meta = '"property","value"\n"version","1.2.0"\n'
    gyro = table(("Time (s)", "Gyroscope x (rad/s)", "Gyroscope y (rad/s)", "Gyroscope z (rad/s)"))
    for name in ("Raw Data.csv", "Accelerometer.csv", "Linear Acceleration.csv", "Rohdaten.csv", "a/b/Raw Data.csv"):
        files: dict[str, str | bytes] = {"Gyroscope.csv": gyro, "__MACOSX/._x.csv": b"\0\1", name: table()}
        is_the_recording(read(packed({**files, "meta/device.csv": meta, "meta/time.csv": meta})))


def test_rows_without_numbers_and_a_last_line_cut_short_are_left_out() -> None:
    """What is missing in a few rows is a gap, not a failure; how many is said."""
    lines = table().splitlines()
    lines[10], lines[20] = "1.1E-1,NaN,NaN,NaN", "2.1E-1,,,"
    found = read("\n".join([*lines, "6.1E-1,0.4"]).encode())
    assert (len(found.times), found.lost) == (len(ROWS) - 2, 2)


def test_repeated_and_slightly_swapped_times_are_passed_over() -> None:
    """A phone that gives two samples the same time, or one a little late, is no fault of the learner's."""
    rows = [*ROWS]
    rows[30] = (rows[29][0], *rows[30][1:])
    rows[40] = (rows[38][0], *rows[40][1:])
    found = read(table(rows=rows).encode())
    assert (len(found.times), found.lost) == (len(ROWS) - 2, 2)
    assert all(a < b for a, b in zip(found.times, found.times[1:], strict=False))


def test_g_is_told_from_metres_per_second_squared() -> None:
    """By the header's unit, else because three axes at rest measure one."""
    rows = [(r[0], 0.01, -0.02, 1.0) for r in ROWS]
    for head in (("t (s)", "x (g)", "y (g)", "z (g)"), ()):
        assert read(table(head, rows=rows).encode()).axes[2][0] == pytest.approx(9.80665)


BAD = {
    "empty": (b"", "is empty"),
    "blank": (b" \r\n \n", "is empty"),
    "only a BOM": (b"\xef\xbb\xbf", "is empty"),
    "only a header": (table(rows=[]).encode(), "a header and no measurements"),
    "one row": (table(rows=ROWS[:1]).encode(), "no numbers"),
    "words": (b"Dear diary,\ntoday I rubbed a back,\nand it was good.\n", "not a recording"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a recording"),
    "no numbers": (table(rows=ROWS[:2] + [(math.nan,) * 4] * 30).encode(), "without numbers"),
    "two recordings": (table(rows=[(r[0] + 5, *r[1:]) for r in ROWS] + ROWS).encode(), "go backwards"),
    "shuffled": (table(rows=ROWS[::-1]).encode(), "go backwards"),
    "only strength": (table(("Time (s)", "Absolute acceleration (m/s^2)"), rows=[(r[0], 9.8) for r in ROWS]).encode(),
                      "not its direction"),
    "a gyroscope": (table(("Time (s)", "Gyroscope (rad/s)", "b", "c")).encode(), "holds no acceleration"),
    "wild numbers": (table(rows=[(r[0], 1e9, 1e9, 1e9) for r in ROWS]).encode(), "not times and accelerations"),
    "a day long": (table(rows=[(i * 0.1, 1.0, 2.0, 3.0) for i in range(40000)]).encode(), "longer than an hour"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Excel"),
    "new Excel": (packed({"xl/workbook.xml": "<a/>", "[Content_Types].xml": "<a/>"}), "Excel"),
    "an experiment": (b'<phyphox version="1.7"><title>A</title></phyphox>', "experiment, not its data"),
    "a zip of nothing": (packed({"readme.md": "x", "meta/device.csv": "a,b"}), "no table"),
    "a zip cut short": (packed({"Raw Data.csv": table()})[:200], "damaged"),
    "a spoilt zip": (b"PK\x03\x04" + bytes(300), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_one_plain_sentence(what: str) -> None:
    """Each says what is wrong and what to do; none is a traceback."""
    data, text = BAD[what]
    with pytest.raises(UserError, match=text) as told:
        read(data)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 260


def test_a_file_of_a_hundred_megabytes_is_refused_unread() -> None:
    """By its size alone."""
    with pytest.raises(UserError, match=r"too large .100 MB"):
        read(bytes(100 << 20))


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small zip that would fill the memory is refused, also where it lies about its size."""
    monkeypatch.setattr(recording, "MOST_UNPACKED", 1 << 20)
    bomb = packed({"Raw Data.csv": table() + "\n" * (4 << 20)})
    assert len(bomb) < 20_000
    with pytest.raises(UserError, match="too large"):
        read(bomb)
    real = (len(table()) + (4 << 20)).to_bytes(4, "little")
    with pytest.raises(UserError, match=r"too large|damaged"):
        read(bomb.replace(real, (1000).to_bytes(4, "little")))


CELL = st.sampled_from(["0.1", "1E-2", "-3", "NaN", "inf", "", '"', "x", "1,5", "1_0", "9e999", "0", "\x1a", "é", "١"])
LINE = st.lists(CELL, max_size=6).flatmap(lambda cells: st.sampled_from([",", ";", "\t"]).map(lambda m: m.join(cells)))


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(LINE, max_size=40).map(lambda lines: "\n".join(lines).encode())))
@example(b"PK\x03\x04")
@example(b"0,1,2,3\n0,1,2,3\n")
@example(b"1,,,\n" * 9)
def test_anything_at_all_is_read_or_refused_plainly(data: bytes) -> None:
    """Whatever the bytes, there comes a recording with rising finite times, or one sentence."""
    try:
        found = read(data)
    except UserError:
        return
    assert all(a < b for a, b in zip(found.times, found.times[1:], strict=False))
    assert all(math.isfinite(v) for axis in found.axes for v in axis)
    assert {len(axis) for axis in found.axes} == {len(found.times)}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(*[st.floats(-50, 50)] * 3), min_size=3, max_size=60),
    st.sampled_from([(",", "."), (";", "."), ("\t", "."), (";", ","), ("\t", ",")]),
    st.booleans(),
    st.booleans(),
)
def test_what_was_written_is_what_is_read(
    values: list[tuple[float, ...]], form: tuple[str, str], zipped: bool, quoted: bool
) -> None:
    """Any values, in any of phyphox's forms, packed or not."""
    rows = [(0.02 * i, *v) for i, v in enumerate(values)]
    text = table(PLAIN, *form, rows=rows, quote='"' if quoted else "")
    found = read(packed({"Raw Data.csv": text}) if zipped else text.encode())
    assert len(found.times) == len(rows)
    for k, axis in enumerate(found.axes):
        assert list(axis) == pytest.approx([r[k + 1] for r in rows], abs=1e-6)
