"""Puts the wheel and the start files together: ``dist/backcraft-VERSION-starter.zip`` (``make starter``).

With ``--wheels`` everything that the course needs is fetched too, for this kind of computer and this Python, so that
the course can be set up without internet.
"""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

STARTER = Path(__file__).resolve().parent
ROOT = STARTER.parent
FILES = ("READ ME FIRST.txt", "start-windows.bat", "start-mac.command", "start-linux.sh", "backcraft.desktop")
#: What a double click must be allowed to run.
RUNS = (".sh", ".command", ".desktop")
#: What Windows reads by its own line ends.
WINDOWS = (".bat", ".txt")


def main(arguments: list[str] | None = None) -> int:
    """Make the zip and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR", help="where to (default: dist)")
    parser.add_argument("--wheels", action="store_true", help="with all that is needed, to set up without internet")
    args = parser.parse_args(arguments)
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", made, str(ROOT)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(made).glob("*.whl")
        more = []
        if args.wheels:
            fetch = [sys.executable, "-m", "pip", "wheel", "--quiet", "-c", str(ROOT / "constraints.txt")]
            subprocess.run([*fetch, "-w", f"{made}/wheels", str(wheel)], check=True)
            more = sorted(p for p in Path(made, "wheels").glob("*.whl") if p.name != wheel.name)
        target = args.out / f"{'-'.join(wheel.name.split('-')[:2])}-starter.zip"
        write(target, wheel, more)
    print(target)
    return 0


def write(target: Path, wheel: Path, more: list[Path]) -> None:
    """Write the zip: one folder, each file with the line ends and the permission that its system asks for."""
    top = target.stem
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in [*(STARTER / name for name in FILES), STARTER / "start.py", ROOT / "constraints.txt"]:
            data = file.read_bytes().replace(b"\r\n", b"\n")
            if file.suffix in WINDOWS:
                data = data.replace(b"\n", b"\r\n")
            entry = zipfile.ZipInfo(f"{top}/{file.name}")
            entry.create_system = 3
            entry.external_attr = (0o100755 if file.suffix in RUNS else 0o100644) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
        archive.write(wheel, f"{top}/{wheel.name}", zipfile.ZIP_STORED)
        for file in more:
            archive.write(file, f"{top}/wheels/{file.name}", zipfile.ZIP_STORED)


if __name__ == "__main__":
    sys.exit(main())
