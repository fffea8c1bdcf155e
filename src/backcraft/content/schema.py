"""JSON Schemas of the YAML content files, for an editor's completion and hover texts; made from the types.

YAML editors read ``10`` as a number and ``yes`` as a word, while the content files are read as texts that the types
convert. So a text may look like a number here, and a number may stand in quotes.
"""

from __future__ import annotations

import inspect as python
import re
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import inspect

from backcraft.cases import Case
from backcraft.content import cases, screening
from backcraft.content.facts import TABLES as FACTS
from backcraft.content.shape import YES_NO, struct_info
from backcraft.questions.bank import Quiz
from backcraft.questions.registry import kinds

TABLES: Final = (*FACTS, *screening.TABLES)
FOLDER: Final = "schemas"
SETTINGS: Final = ".vscode/settings.json"
_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_WHOLE: Final = "\\s*[+-]?[0-9]{1,15}\\s*"
_DECIMAL: Final = "\\s*[+-]?[0-9]{1,15}(\\.[0-9]{1,15})?\\s*"
#: A number may be one of the data's, by a role.
_ROLE: Final = "\\{[a-z]+\\}`[^`]+`"

Json = dict[str, Any]


def schemas() -> dict[str, Json]:
    """Return every schema by its file's name in ``schemas/``."""
    found = {f"{t.name}.schema.json": _table(t.name, t.cls) for t in TABLES if t.file.endswith(".yaml")}
    return {**found, "cases.schema.json": _case(), "quizzes.schema.json": _quizzes()}


def files() -> dict[str, str]:
    """Return every schema file's text by name, as it stands in ``schemas/``."""
    return {name: _text(schema) for name, schema in sorted(schemas().items())}


def mapping() -> dict[str, str]:
    """Return which content files each schema is for, as VS Code's YAML extension asks."""
    found = {f"./{FOLDER}/{t.name}.schema.json": f"data/{t.file}" for t in TABLES if t.file.endswith(".yaml")}
    found[f"./{FOLDER}/cases.schema.json"] = f"{cases.FOLDER}/*.yaml"
    return {**found, f"./{FOLDER}/quizzes.schema.json": "quizzes/*.yaml"}


def wanted(root: Path) -> dict[Path, str]:
    """Return every generated file of the course folder ``root`` with the text it should hold."""
    found = {root / FOLDER / name: text for name, text in files().items()}
    path = root / SETTINGS
    settings = msgspec.json.decode(path.read_bytes()) if path.is_file() else {}
    found[path] = _text({**settings, "yaml.schemas": mapping()})
    return found


def _text(data: Json) -> str:
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"


def _table(name: str, cls: type[msgspec.Struct]) -> Json:
    maker = _Maker()
    rows = {"type": ["array", "null"], "items": maker.struct(struct_info(cls)), "description": _first(cls)}
    return maker.root(f"data/{name}.yaml", {name: rows}, [name])


def _case() -> Json:
    maker = _Maker()
    return maker.root(f"{cases.FOLDER}/*.yaml", {"case": maker.struct(struct_info(Case))}, ["case"])


def _quizzes() -> Json:
    maker = _Maker()
    found = {name: maker.struct(struct_info(cls)) for name, cls in kinds().items()}
    # First the kind, so that an editor offers the kinds; then, by the kind, everything else.
    question = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(found), "description": "What kind of question this is."}},
        "allOf": [
            {"if": {"properties": {"kind": {"const": name}}, "required": ["kind"]}, "then": schema}
            for name, schema in found.items()
        ],
    }
    quiz = maker.struct(struct_info(Quiz))
    parts = {
        "questions": {"type": ["array", "null"], "items": question, "description": "The questions of a module."},
        "quizzes": {"type": ["array", "null"], "items": quiz, "description": "Sets of questions shown together."},
    }
    return {**maker.root("quizzes/*.yaml", parts, []), "minProperties": 1}


class _Maker:
    """Makes one schema; types that hold others stand once, under ``definitions``."""

    def __init__(self) -> None:
        self.names: dict[type, str] = {}
        self.definitions: Json = {}

    def root(self, title: str, properties: Json, required: list[str]) -> Json:
        return {
            "$schema": _DRAFT,
            "title": title,
            "type": "object",
            "additionalProperties": False,
            "required": required,
            "properties": properties,
            "definitions": dict(sorted(self.definitions.items())),
        }

    def struct(self, info: inspect.StructType) -> Json:
        if info.cls not in self.names:
            # Two kinds may each have their own type of the same name.
            module = info.cls.__module__.rpartition(".")[2]
            name = info.cls.__qualname__
            name = f"{module}-{name}" if name in self.definitions else name
            self.names[info.cls] = name
            self.definitions[name] = {}
            comments = _comments(info.cls)
            properties: Json = {info.tag_field: {"const": info.tag}} if info.tag_field else {}
            for field in info.fields:
                properties[field.encode_name] = self.field(field, comments.get(field.name, ""))
            required = [f.encode_name for f in info.fields if f.required]
            self.definitions[name] = {
                "description": _first(info.cls),
                "type": "object",
                "additionalProperties": False,
                "required": [info.tag_field, *required] if info.tag_field else required,
                "properties": properties,
            }
        return {"$ref": f"#/definitions/{self.names[info.cls]}"}

    def field(self, field: inspect.Field, comment: str) -> Json:
        schema = self.type(field.type, field.required)
        if comment and "$ref" not in schema:
            schema["description"] = comment
        if not field.required and isinstance(field.default, str | int | float) and field.default != "":
            schema["default"] = field.default
        return schema

    def type(self, info: inspect.Type, required: bool = True) -> Json:
        if isinstance(info, inspect.Metadata):
            info = info.type
        if isinstance(info, inspect.UnionType):
            (inner,) = (t for t in info.types if not isinstance(t, inspect.NoneType))
            return {"anyOf": [self.type(inner), {"type": "null"}]}
        if isinstance(info, inspect.StructType):
            return self.struct(info)
        if isinstance(info, inspect.VarTupleType | inspect.ListType):
            return {"type": "array", "items": self.type(info.item_type)}
        if isinstance(info, inspect.DictType):
            return {"type": "object", "additionalProperties": self.type(info.value_type)}
        if isinstance(info, inspect.LiteralType):
            # A number may stand in quotes, but only its plain form is offered.
            numbers = [str(v) for v in info.values if not isinstance(v, str)]
            plain: Json = {"enum": list(info.values)}
            return {"anyOf": [plain, {"type": "string", "pattern": f"^({'|'.join(numbers)})$"}]} if numbers else plain
        if isinstance(info, inspect.BoolType):
            return _words(["boolean", "string"], "|".join(map(_any_case, YES_NO)), "Write yes or no.")
        if isinstance(info, inspect.IntType):
            schema = _words(["integer", "string"], f"{_WHOLE}|{_ROLE}", "Write a whole number, such as 3.")
            return {**schema, **_limits(info)}
        if isinstance(info, inspect.FloatType):
            schema = _words(["number", "string"], f"{_DECIMAL}|{_ROLE}", "Write a number, such as 3.5.")
            return {**schema, **_limits(info)}
        # A text may look like a number or a truth value and, where it may be left out, like nothing.
        return {"type": ["string", "number", "boolean"] if required else ["string", "number", "boolean", "null"]}


def _words(types: list[str], pattern: str, said: str) -> Json:
    # What YAML reads as a text must look like the value; the message is one that VS Code knows to show.
    return {"type": types, "pattern": f"^({pattern})$", "patternErrorMessage": said}


def _any_case(word: str) -> str:
    return "".join(f"[{c.upper()}{c}]" for c in word)


def _limits(info: inspect.IntType | inspect.FloatType) -> Json:
    named = {"minimum": info.ge, "exclusiveMinimum": info.gt, "maximum": info.le, "exclusiveMaximum": info.lt}
    return {name: limit for name, limit in named.items() if limit is not None}


def _first(cls: type) -> str:
    """Return the first paragraph of a type's docstring, without its markup."""
    text = " ".join((python.getdoc(cls) or "").partition("\n\n")[0].split())
    return text.replace("``", '"')


def _comments(cls: type) -> dict[str, str]:
    """Return what the ``#:`` comments above a type's fields say, those of the types it derives from included."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if not issubclass(base, msgspec.Struct) or base is msgspec.Struct:
            continue
        said: list[str] = []
        for line in python.getsourcelines(base)[0]:
            text = line.strip()
            if text.startswith("#:"):
                said.append(text.removeprefix("#:").strip())
            elif said:
                if field := re.match(r"(\w+):", text):
                    found[field[1]] = " ".join(said).replace("``", '"')
                said = []
    return found
