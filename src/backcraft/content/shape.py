"""From a tree of texts to typed values: every problem of shape at its place, then the value.

What is allowed is read off the types themselves, so a field added to a type is known here, in the schemas and
in the checks at once. Rules are numbered alike in every family: ``C`` facts, ``Q`` questions, ``L`` lessons.
"""

from __future__ import annotations

import operator
import re
from functools import lru_cache
from typing import Any, Final, TypeVar

import msgspec
from msgspec import inspect

from backcraft.content.csvfile import split
from backcraft.content.pages import List, Map, Node, Page, Scalar
from backcraft.problems import suggestion

MISSING, UNKNOWN, STRUCTURE, NUMBER, CHOICE, EMPTY = "011", "012", "013", "014", "015", "016"

_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
YES_NO: Final = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}

S = TypeVar("S", bound=msgspec.Struct)


class _Bad:
    """Stands for a value that could not be read; its problem is noted."""


_BAD: Final = _Bad()


@lru_cache
def struct_info(cls: type[msgspec.Struct]) -> inspect.StructType:
    """Return what msgspec knows of a struct."""
    info = inspect.type_info(cls)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{cls!r} is no Struct")
    return info


def read(page: Page, family: str, node: Node, cls: type[S]) -> S | None:
    """Return the value written at ``node``, or note every problem with its shape and return ``None``."""
    raw = _Reader(page, family).value(node, struct_info(cls), "")
    return None if raw is _BAD else msgspec.convert(raw, cls)


def read_rows(
    page: Page, family: str, header: list[Scalar], rows: list[list[Scalar]], cls: type[S]
) -> list[tuple[S | None, Map]]:
    """Return each row of a table as a value with its tree; an empty cell stands for the field's default.

    The value is ``None`` where the row's problems, or the header's, are noted.
    """
    reader = _Reader(page, family)
    fields = {f.encode_name: f for f in struct_info(cls).fields}
    good = reader.known_keys({cell.text: cell for cell in header}, fields)
    good &= reader.required_keys(Map(1, 1), {cell.text for cell in header}, fields.values(), "column")
    found: list[tuple[S | None, Map]] = []
    for row in rows:
        tree = Map(row[0].line, row[0].column)
        whole = good
        for column, cell in zip(header, row, strict=True):
            if column.text not in fields:
                continue
            field = fields[column.text]
            if not cell.text:
                if field.required:
                    page.problem(cell, family + EMPTY, f'"{column.text}" is empty here, and may not be')
                    whole = False
                continue
            listed = isinstance(field.type, inspect.VarTupleType)
            tree.keys[column.text] = cell
            tree.values[column.text] = List(cell.line, cell.column, list(split(cell))) if listed else cell
        raw = reader.fields(tree, tuple(fields.values()), {})
        bad = raw is _BAD or not whole
        found.append((None if bad else msgspec.convert(raw, cls), tree))
    return found


class _Reader:
    def __init__(self, page: Page, family: str) -> None:
        self.page = page
        self.family = family

    def bad(self, node: Node, rule: str, text: str) -> _Bad:
        self.page.problem(node, self.family + rule, text)
        return _BAD

    def value(self, node: Node, info: inspect.Type, name: str) -> Any:
        """Return plain data for ``node`` as its type asks, or ``_BAD``; ``name`` is the key it stands under."""
        if isinstance(info, inspect.Metadata):
            info = info.type
        if isinstance(info, inspect.UnionType):
            return self._optional(node, info, name)
        if isinstance(info, inspect.StructType):
            if not isinstance(node, Map):
                return self.bad(node, STRUCTURE, f"{_said(name)} must be a table of keys and values{_not(node)}")
            tag = {info.tag_field: info.tag} if info.tag_field else {}
            return self._struct(node, info, tag)
        if isinstance(info, inspect.VarTupleType | inspect.ListType):
            if not isinstance(node, List):
                hint = "; write it in square brackets" if isinstance(node, Scalar) and node.text else ""
                return self.bad(node, STRUCTURE, f"{_said(name)} must be a list{_not(node)}{hint}")
            values = [self.value(item, info.item_type, name) for item in node.items]
            return _BAD if any(v is _BAD for v in values) else values
        if isinstance(info, inspect.DictType):
            if not isinstance(node, Map):
                return self.bad(node, STRUCTURE, f"{_said(name)} must be a table of keys and values{_not(node)}")
            table = {k: self.value(v, info.value_type, k) for k, v in node.values.items()}
            return _BAD if any(v is _BAD for v in table.values()) else table
        if not isinstance(node, Scalar):
            return self.bad(node, STRUCTURE, f"{_said(name)} must be a single text or number{_not(node)}")
        return self._scalar(node, info, name)

    def _optional(self, node: Node, info: inspect.UnionType, name: str) -> Any:
        kinds = [t for t in info.types if not isinstance(t, inspect.NoneType)]
        if len(kinds) != 1:
            raise TypeError(f'"{name}" has a type that content files cannot hold: {info}')
        if len(kinds) < len(info.types) and isinstance(node, Scalar) and node.absent:
            return None
        return self.value(node, kinds[0], name)

    def _struct(self, node: Map, info: inspect.StructType, tag: dict[str, Any]) -> Any:
        by_name = {f.encode_name: f for f in info.fields}
        known = self.known_keys(node.keys, {**tag, **by_name})
        present = set(node.keys)
        complete = self.required_keys(node, present, info.fields, "key")
        raw = self.fields(node, info.fields, tag)
        return raw if known and complete else _BAD

    def known_keys(self, keys: dict[str, Scalar], known: dict[str, Any]) -> bool:
        wrong = [key for name, key in keys.items() if name not in known]
        for key in wrong:
            hint = suggestion(key.text, [k for k in known if k not in keys])
            self.bad(key, UNKNOWN, f'unknown key "{key.text}"{hint or "; known are " + ", ".join(known)}')
        return not wrong

    def required_keys(self, node: Node, present: set[str], fields: Any, word: str) -> bool:
        missing = [f.encode_name for f in fields if f.required and f.encode_name not in present]
        if missing:
            names = ", ".join(f'"{name}"' for name in missing)
            text = f"the {word} {names} is missing here; add it"
            if len(missing) > 1:
                text = f"the {word}s {names} are missing here; add them"
            self.bad(node, MISSING, text)
        return not missing

    def fields(self, node: Map, fields: tuple[inspect.Field, ...], tag: dict[str, Any]) -> Any:
        raw = dict(tag)
        whole = True
        for field in fields:
            if field.encode_name not in node.values:
                continue
            child = node.values[field.encode_name]
            value = self.value(child, field.type, field.encode_name)
            # A required text says something; an optional one may be left empty.
            if field.required and value is not _BAD and isinstance(child, Scalar) and not child.text.strip():
                value = self.bad(child, EMPTY, f'"{field.encode_name}" is empty here, and may not be')
            if value is _BAD:
                whole = False
            else:
                raw[field.encode_name] = value
        return raw if whole else _BAD

    def _scalar(self, node: Scalar, info: inspect.Type, name: str) -> Any:
        if node.broken:
            return _BAD
        text = node.text.strip()
        if isinstance(info, inspect.StrType):
            return self._text(node, info, name)
        if isinstance(info, inspect.LiteralType):
            for choice in info.values:
                if str(choice) == text:
                    return choice
            choices = ", ".join(str(v) for v in info.values)
            hint = suggestion(text, [str(v) for v in info.values])
            return self.bad(node, CHOICE, f'{_said(name)} is one of {choices}, not "{_short(text)}"{hint}')
        if isinstance(info, inspect.BoolType):
            if text.lower() in YES_NO:
                return YES_NO[text.lower()]
            return self.bad(node, CHOICE, f'{_said(name)} is yes or no, not "{_short(text)}"')
        if isinstance(info, inspect.IntType):
            if _WHOLE.fullmatch(text):
                return self._in_range(node, int(text), info, name)
            return self.bad(node, NUMBER, f'{_said(name)} is a whole number, not "{_short(text)}"')
        if isinstance(info, inspect.FloatType):
            if _DECIMAL.fullmatch(text):
                return self._in_range(node, float(text), info, name)
            comma = text.replace(",", ".", 1)
            hint = f"; write {comma}" if _DECIMAL.fullmatch(comma) else ""
            return self.bad(node, NUMBER, f'{_said(name)} is a number, not "{_short(text)}"{hint}')
        raise TypeError(f'"{name}" has a type that content files cannot hold: {info}')

    def _text(self, node: Scalar, info: inspect.StrType, name: str) -> Any:
        text = node.text
        if info.pattern is not None and not re.search(info.pattern, text):
            return self.bad(node, CHOICE, f'{_said(name)} has the form {info.pattern}, which "{_short(text)}" has not')
        least, most = info.min_length or 0, info.max_length
        if len(text) < least or (most is not None and len(text) > most):
            limits = f"{least} characters or more" if most is None else f"{least} to {most} characters"
            return self.bad(node, NUMBER, f"{_said(name)} has {limits}, not {len(text)}")
        return text

    def _in_range(self, node: Scalar, number: float, info: inspect.IntType | inspect.FloatType, name: str) -> Any:
        limits = (
            (info.ge, "at least", operator.ge),
            (info.gt, "more than", operator.gt),
            (info.le, "at most", operator.le),
            (info.lt, "less than", operator.lt),
        )
        for limit, words, holds in limits:
            if limit is not None and not holds(number, limit):
                return self.bad(node, NUMBER, f"{_said(name)} is {words} {limit:g}, not {number:g}")
        return number


def _said(name: str) -> str:
    return f'"{name}"' if name else "this"


def _not(node: Node) -> str:
    if isinstance(node, List):
        return ", not a list"
    if isinstance(node, Map):
        return ", not a table of keys and values"
    if isinstance(node, Scalar) and node.text:
        return f', not "{_short(node.text)}"'
    return ", and nothing stands here"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:37] + "..."
