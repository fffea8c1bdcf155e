"""Finds the kinds of question: every folder of this package that holds a :class:`Question`."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import msgspec

import backcraft.questions
from backcraft.questions.base import Question


def kinds() -> dict[str, type[Question]]:
    """Return every kind's class by its name. Raise :class:`TypeError` for a folder that defines none or two."""
    found: dict[str, type[Question]] = {}
    for module in pkgutil.iter_modules(backcraft.questions.__path__):
        if not module.ispkg:
            continue
        package = importlib.import_module(f"backcraft.questions.{module.name}")
        classes = [
            c
            for c in vars(package).values()
            if isinstance(c, type) and issubclass(c, Question) and c.__module__ == package.__name__
        ]
        if len(classes) != 1 or classes[0].__struct_config__.tag != module.name:
            raise TypeError(f"{package.__name__} must define one Question tagged {module.name!r}")
        found[module.name] = classes[0]
    return dict(sorted(found.items()))


def folders() -> dict[str, Path]:
    """Return the folder of every kind, where its view and style stand."""
    return {
        module.name: Path(folder) / module.name
        for folder in backcraft.questions.__path__
        for module in pkgutil.iter_modules([folder])
        if module.ispkg
    }


def from_builtins(raw: dict[str, Any]) -> Question:
    """Make a question from plain data whose ``kind`` names its kind; raise :class:`msgspec.ValidationError`."""
    kind = raw.get("kind")
    known = kinds()
    if kind not in known:
        raise msgspec.ValidationError(f"unknown kind {kind!r}")
    return msgspec.convert(raw, known[kind])
