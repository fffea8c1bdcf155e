"""A question as it goes out in a release, and the way back from a learner's answer to the bank's ids."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from backcraft.grading.names import Names, spoken
from backcraft.questions.base import Answer, BadAnswer, Question, with_names
from backcraft.questions.registry import kinds


def _parts(shown: dict[str, Any]) -> list[str]:
    """Return which keys of a public question hold parts with ids."""
    return [k for k, v in shown.items() if isinstance(v, list) and v and all(isinstance(p, dict) for p in v)]


def item(question: Question, names: Names, learner: str, number: int) -> dict[str, Any]:
    """Return a question as a learner's released notebook holds it: no key, and no id or order that tells of one."""
    shown = question.graded()
    pad = names.pad(learner)
    shuffled = question.shuffled()
    for key in _parts(shown):
        parts = [(names.number(question.id, (key, question.handle(key, p))), p) for p in shown[key]]
        if key in shuffled:
            parts.sort(key=lambda part: part[0])
            names.rng(learner, question.id, key).shuffle(parts)
        shown[key] = [{**p, "id": spoken("p", n, pad)} for n, p in parts]
    made = {
        "id": spoken("q", names.question_number(question.id), pad),
        "kind": question.kind,
        "number": number,
        "stem": question.stem,
        "certainty": question.certainty and question.all_or_nothing,
        **shown,
    }
    return {**made, "digest": hashlib.sha256(msgspec.json.encode(made, order="sorted")).hexdigest()[:16]}


class Reader:
    """Turns a learner's answers to one question back into the bank's ids."""

    def __init__(self, question: Question, names: Names) -> None:
        shown = question.graded()
        self._key = question.names_parts
        parts = [(key, part) for key in _parts(shown) for part in shown[key]]
        self._ids = {names.number(question.id, (k, question.handle(k, p))): str(p["id"]) for k, p in parts}

    def answer(self, given: Answer, pad: int) -> Answer:
        """Return the answer under the bank's ids; raise :class:`BadAnswer` for a name that is none of this question.

        ``pad`` is that of the learner whose notebook it comes from.
        """
        if not self._key:
            return given
        ids = self._ids
        try:
            # As `heard` and `with_names` do, and in place for the usual shape: this runs for every name of a class.
            if isinstance(given, dict):
                named = given.get(self._key)
                if isinstance(named, str):
                    return {**given, self._key: ids[int(named[1:], 16) ^ pad]}
                if isinstance(named, list):
                    return {**given, self._key: [ids[int(n[1:], 16) ^ pad] if isinstance(n, str) else n for n in named]}
                if isinstance(named, dict) and all(isinstance(value, str) for value in named.values()):
                    pairs = {ids[int(k[1:], 16) ^ pad]: ids[int(v[1:], 16) ^ pad] for k, v in named.items()}
                    return {**given, self._key: pairs}
            return with_names(given, self._key, lambda name: ids[int(name[1:], 16) ^ pad])
        except (KeyError, ValueError):
            raise BadAnswer("it names a choice that this question does not have") from None


def in_words(shown: dict[str, Any], answer: Answer) -> str:
    """Return an answer to a released question in the words of its kind, or else of its parts."""
    kind = kinds().get(shown["kind"])
    if kind is not None and (told := kind.told(shown, answer)):
        return told
    texts = {p["id"]: str(p.get("text", p["id"])) for key in _parts(shown) for p in shown[key]}

    def say(value: Any) -> str:
        if isinstance(value, dict):
            return "; ".join(f"{say(k)}: {say(v)}" for k, v in value.items())
        if isinstance(value, list):
            return "; ".join(map(say, value))
        return (
            texts.get(value, value)
            if isinstance(value, str)
            else f"{value:g}"
            if isinstance(value, float)
            else str(value)
        )

    return "; ".join(say(value) for value in answer.values()) if isinstance(answer, dict) else ""


class Paper:
    """A released question on paper, by itself or with what was answered; see :mod:`backcraft.questions.sheet`."""

    def __init__(self, shown: dict[str, Any], answer: str | None = None) -> None:
        self.stem: str = shown["stem"]
        self.kind: str = shown["kind"]
        self._shown = shown
        self._answer = answer

    def plain(self) -> list[str]:
        """Return what can be chosen or filled in, in the order of the release, or the answer after it."""
        if self._answer is not None and not _parts(self._shown):
            return [self._answer]
        return self._choices() + ([] if self._answer is None else [self._answer])

    def _choices(self) -> list[str]:
        lists = {key: [str(p.get("text", "")) for p in self._shown[key]] for key in _parts(self._shown)}
        first = next((lists.pop(k) for k in ("left", "items", "options") if k in lists), [])
        if lists:
            lines = [f"{text}: ____" for text in first]
            return lines + [f"Choose from: {'; '.join(texts)}" for texts in lists.values()]
        if first:
            return first
        if "unit" in self._shown:
            return [f"____ {self._shown['unit']}"]
        if "many" in self._shown:
            return ["Point at the back map."]
        return ["____"] * int(self._shown.get("lines", 1))
