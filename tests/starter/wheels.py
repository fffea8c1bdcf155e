"""Wheels of what is installed here, packed again from its files: what a learner's computer gets without a network."""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import sys_tags
from packaging.utils import canonicalize_name

_LEFT_BEHIND = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}


def needed(requirements: list[str]) -> dict[str, metadata.Distribution]:
    """Return every distribution that these requirements need, by name, with what those need in turn."""
    found: dict[str, metadata.Distribution] = {}
    todo = [(Requirement(text), "") for text in requirements]
    seen = set()
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        for wanted in ["", *requirement.extras]:
            if (name, wanted) in seen:
                continue
            seen.add((name, wanted))
            found[name] = metadata.distribution(name)
            todo += [(Requirement(text), wanted) for text in found[name].requires or []]
    return found


def pack(distribution: metadata.Distribution, folder: Path) -> Path:
    """Write a distribution's wheel into ``folder``."""
    files = distribution.files
    assert files is not None
    info = next(file.parts[0] for file in files if file.parts[0].endswith(".dist-info"))
    said = (distribution.read_text("WHEEL") or "").splitlines()
    tags = [line.partition(":")[2].strip() for line in said if line.startswith("Tag:")]
    fitting = {str(tag) for tag in sys_tags()}
    tag = next(t for t in tags if t in fitting)
    stem = info.removesuffix(".dist-info")
    scripts = {point.name for point in distribution.entry_points if point.group in ("console_scripts", "gui_scripts")}
    record = []
    target = folder / f"{stem}-{tag}.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for file in files:
            place = Path(str(distribution.locate_file(file)))
            if file.suffix == ".pyc" or (file.parts[0] == info and file.name in _LEFT_BEHIND) or not place.is_file():
                continue
            name = file.as_posix()
            if name.startswith("../"):
                below = re.sub(r"^(\.\./)+", "", name)
                if below.startswith("bin/") and file.name in scripts:
                    continue
                name = f"{stem}.data/" + (f"scripts/{file.name}" if below.startswith("bin/") else f"data/{below}")
            data = place.read_bytes()
            archive.writestr(name, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(data)}")
        archive.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,", ""]))
    return target
