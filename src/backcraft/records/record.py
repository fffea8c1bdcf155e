"""One answer as it is kept, and the reading of answers that come from outside."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

#: The largest whole number that JavaScript keeps exact.
LARGEST = 2**53 - 1
#: The largest count taken over from a copy or a pack: far above any honest one, far below :data:`LARGEST`, so that
#: a forged count leaves room for the answers that follow it.
MOST_FOREIGN = 2**40
#: How deep and how large an answer may be; the size counts a character as 1 and every value as 8.
DEEPEST = 32
BIGGEST = 1 << 20

#: Ids made by chance: learner, journal, writer.
Token = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]
# A part of a key: no slash, no white space, no control or direction character.
_PART = r"\A[^\s/\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff]{1,160}\Z"
Part = Annotated[str, Meta(pattern=_PART)]


class BadRecord(ValueError):
    """Not a record; the text is one plain reason."""


class Record(Struct, frozen=True, kw_only=True):
    """One answer: a draft, or the committed (``final``) one.

    ``n`` is a Lamport counter and ``w`` the writer, which together order records. ``id`` is the browser's own id of
    the click, ``at`` the time in UTC (for people, never for ordering), ``digest`` that of the question answered.
    """

    key: Annotated[str, Meta(max_length=600)]
    n: Annotated[int, Meta(ge=1, le=LARGEST)]
    w: Token
    id: Annotated[str, Meta(pattern=r"\A[!-~]{1,128}\Z")]
    at: Annotated[str, Meta(pattern=r"\A[0-9TZ:+.-]{1,40}\Z")]
    learner: Token
    activity: Part
    attempt: Annotated[int, Meta(ge=0, le=100_000)]
    question: Part
    answer: Any
    final: bool
    certainty: Annotated[int, Meta(ge=1, le=3)] | None
    digest: Annotated[str, Meta(pattern=r"\A[!-~]{0,128}\Z")]

    @property
    def order(self) -> tuple[int, str]:
        """What records are ordered by: counter, then writer."""
        return self.n, self.w


_WANTED = {
    "key": "the record's own key",
    "n": "a count from 1",
    "w": "a writer's id",
    "id": "an id of up to 128 characters",
    "at": "a time",
    "learner": "a learner's id",
    "activity": "an activity's id",
    "attempt": "an attempt's number",
    "question": "a question's id",
    "final": "true or false",
    "certainty": "1, 2, 3 or nothing",
    "digest": "a question's digest",
}


def key_of(learner: str, activity: str, attempt: int, question: str) -> str:
    """Return the key under which answers to one question in one attempt are merged."""
    return f"{learner}/{activity}/{attempt}/{question}"


def check_answer(answer: object) -> None:
    """Raise :class:`BadRecord` for an answer that JSON and JavaScript would not keep exactly, or that is too large."""
    size = 0
    todo: list[tuple[object, int]] = [(answer, 0)]
    while todo:
        value, depth = todo.pop()
        size += 8
        if isinstance(value, str):
            size += len(value)
            if not value.isascii():
                try:
                    value.encode()
                except UnicodeEncodeError:
                    raise BadRecord("the answer holds half a character") from None
        elif isinstance(value, bool) or value is None:
            pass
        elif isinstance(value, int):
            if abs(value) > LARGEST:
                raise BadRecord("the answer holds a number that is too large")
        elif isinstance(value, float):
            if not math.isfinite(value):
                raise BadRecord("the answer holds something that is not a number")
        elif isinstance(value, list):
            if depth >= DEEPEST:
                raise BadRecord("the answer is nested too deeply")
            todo.extend((v, depth + 1) for v in value)
        elif isinstance(value, dict):
            if depth >= DEEPEST:
                raise BadRecord("the answer is nested too deeply")
            for k, v in value.items():
                if not isinstance(k, str):
                    raise BadRecord("the answer holds a name that is not text")
                todo.append((k, depth + 1))
                todo.append((v, depth + 1))
        else:
            raise BadRecord(f"the answer holds a {type(value).__name__}, which cannot be written down")
        # The list of what is still to look at counts too: a huge flat list is refused before it is walked.
        if size + 8 * len(todo) > BIGGEST:
            raise BadRecord("the answer is too large")


def reason(error: msgspec.ValidationError) -> str:
    """Put msgspec's finding into plain words."""
    text = str(error)
    if missing := re.search(r"missing required field `(\w+)`", text):
        return f'"{missing[1]}" is missing'
    if (at := re.search(r"\$\.(\w+)", text)) and at[1] in _WANTED:
        return f'"{at[1]}" is not {_WANTED[at[1]]}'
    return "it has not the shape of a record"


def check(record: Record, most: int = LARGEST) -> Record:
    """Return a record of the right types if its values hold together too; raise :class:`BadRecord`."""
    if record.key != key_of(record.learner, record.activity, record.attempt, record.question):
        raise BadRecord('"key" is not the record\'s own key')
    if record.n > most:
        raise BadRecord('"n" is too large a count')
    check_answer(record.answer)
    return record


def read_record(raw: object, most: int = LARGEST) -> Record:
    """Read a record from plain data that may hold anything. Fields it does not know are left out.

    ``most`` is the largest count accepted. Raises :class:`BadRecord` with one plain reason.
    """
    if not isinstance(raw, dict):
        raise BadRecord("it is not a table of fields")
    try:
        record = msgspec.convert(raw, Record)
    except msgspec.ValidationError as error:
        raise BadRecord(reason(error)) from None
    except (RecursionError, UnicodeError):
        raise BadRecord("it has not the shape of a record") from None
    return check(record, most)


def as_builtins(record: Record) -> dict[str, Any]:
    """Return the record as plain data, as it goes to the browser and into a notebook."""
    return {field: getattr(record, field) for field in record.__struct_fields__}
