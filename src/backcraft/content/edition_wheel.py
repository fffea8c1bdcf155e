"""Writes a course and the program that shows it as one wheel: what a learner installs and starts with ``learn``.

The program is taken from where it is installed, so a school needs no checkout, no build tool and no internet.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import tempfile
import tomllib
import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from backcraft import __version__
from backcraft.content.compiled import NAME, compile_course
from backcraft.content.locate import MARK, PACKAGE
from backcraft.content.parts import LITTER, carried
from backcraft.problems import UserError

#: Parts of the package that Jupyter looks for in its own places too, by folder below the package.
SHARED = {
    "lab/etc/jupyter_server_config.d": "etc/jupyter/jupyter_server_config.d",
    "lab/kernels/backcraft": "share/jupyter/kernels/backcraft",
    "lab/labextension/backcraft": "share/jupyter/labextensions/backcraft",
}
#: Every file has the same time, so that the same course gives the same wheel.
TIME = (2020, 2, 2, 0, 0, 0)


def write(root: Path, out: Path) -> Path:
    """Write the wheel of a course that is built and sound into ``out``; return its path.

    Its version is the program's, with the course's name and a digest of everything inside behind it: another state of
    the course is another version, which an installer puts in the place of the one before.
    """
    program = _program()
    from_root = _files(root)
    version = f"{__version__.partition('+')[0]}+{_tag(root)}.{_digest(from_root)}"
    info = f"backcraft-{version}.dist-info"
    files = {name: data for name, data in from_root.items() if not name.startswith("<data>/")}
    shared = {n.removeprefix("<data>/"): d for n, d in from_root.items() if n.startswith("<data>/")}
    files |= {f"backcraft-{version}.data/data/{name}": data for name, data in shared.items()}
    files |= {f"{info}/{name}": data for name, data in _metadata(program, version).items()}
    record = f"{info}/RECORD"
    lines = [f"{name},sha256={_hash(data)},{len(data)}" for name, data in files.items()]
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode()
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"backcraft-{version}-py3-none-any.whl"
    handle, name = tempfile.mkstemp(dir=out, prefix=".wheel-")
    try:
        with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for inside, data in files.items():
                entry = zipfile.ZipInfo(inside, TIME)
                entry.external_attr = 0o100644 << 16
                archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
    return target


def _program() -> Distribution:
    try:
        return distribution("backcraft")
    except PackageNotFoundError:
        text = "The program is not installed, so no wheel can be made of it; install it with pip first."
        raise UserError(text) from None


def _files(root: Path) -> dict[str, bytes]:
    """Return everything inside but the metadata, by its name; Jupyter's parts once more under ``<data>/``."""
    found: dict[str, bytes] = {}
    for file in sorted(PACKAGE.rglob("*")):
        inside = file.relative_to(PACKAGE)
        if file.is_file() and inside.parts[0] != "_course" and not set(inside.parts) & set(LITTER):
            found[f"backcraft/{inside.as_posix()}"] = file.read_bytes()
    for ours, theirs in SHARED.items():
        start = f"backcraft/{ours}/"
        found |= {f"<data>/{theirs}/{n.removeprefix(start)}": d for n, d in found.items() if n.startswith(start)}
    found |= {f"backcraft/_course/{f.relative_to(root).as_posix()}": f.read_bytes() for f in carried(root)}
    with tempfile.TemporaryDirectory(prefix="backcraft-wheel-") as place:
        compile_course(root, Path(place) / NAME)
        found[f"backcraft/_course/{NAME}"] = (Path(place) / NAME).read_bytes()
    return found


def _metadata(program: Distribution, version: str) -> dict[str, bytes]:
    found = {
        "METADATA": re.sub(r"(?m)^Version: .*$", f"Version: {version}", program.read_text("METADATA") or "", count=1),
        "WHEEL": f"Wheel-Version: 1.0\nGenerator: backcraft {__version__}\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    for name in ("entry_points.txt", "licenses/LICENSE"):
        text = program.read_text(name)
        if text is not None:
            found[name] = text
    return {name: text.encode() for name, text in found.items()}


def _tag(root: Path) -> str:
    """Return the course's name as a version may hold it."""
    name = str(tomllib.loads((root / MARK).read_text("utf-8")).get("name", ""))
    words = re.findall(r"[a-z0-9]+", name.lower())
    return ".".join(words)[:40].strip(".") or "edition"


def _digest(files: dict[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, data in sorted(files.items()):
        whole.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\n".encode())
    # A letter in front: digits alone would be read as a number, and lose their zeros.
    return f"c{whole.hexdigest()[:8]}"


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
