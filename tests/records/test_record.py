"""Records that come from outside are read with suspicion."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcraft.records.record import LARGEST, BadRecord, as_builtins, check_answer, read_record

from .samples import raw


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


BAD: dict[str, tuple[Any, str]] = {
    "not a table": ([1], "it is not a table of fields"),
    "a count that is text": (raw(n="1"), '"n" is not a count from 1'),
    "a count that is true": (raw(n=True), '"n" is not a count from 1'),
    "a count that is not a number": (raw(n=float("nan")), '"n" is not a count from 1'),
    "a huge count": (raw(n=2**80), '"n" is not a count from 1'),
    "a writer that is a path": (raw(w="../../x"), '"w" is not a writer\'s id'),
    "a learner that is a formula": (raw(learner="=HYPERLINK(1)"), '"learner" is not a learner\'s id'),
    "an activity with a slash": (raw(activity="a/b"), '"activity" is not an activity\'s id'),
    "a question with a null": (raw(question="a\0b"), '"question" is not a question\'s id'),
    "a question written from right to left": (raw(question="a\u202eb"), '"question" is not a question\'s id'),
    "a final that is a number": (raw(final=1), '"final" is not true or false'),
    "a certainty of 9": (raw(certainty=9), '"certainty" is not 1, 2, 3 or nothing'),
    "a time that is markup": (raw(at="<script>"), '"at" is not a time'),
    "a key that is another's": (raw(key="bob/a/1/q"), '"key" is not the record\'s own key'),
    "a digest with a line end": (raw(digest="a\n"), '"digest" is not a question\'s digest'),
    "an answer with NaN": (raw(answer={"x": float("nan")}), "the answer holds something that is not a number"),
    "an answer with infinity": (raw(answer=[float("inf")]), "the answer holds something that is not a number"),
    "an answer with a huge number": (raw(answer=[LARGEST + 1]), "the answer holds a number that is too large"),
    "an answer with half a character": (raw(answer="\ud800"), "the answer holds half a character"),
    "an answer nested deeply": (raw(answer=nested(40)), "the answer is nested too deeply"),
    "an answer nested very deeply": (raw(answer=nested(50_000)), "the answer is nested too deeply"),
    "a long answer": (raw(answer="x" * 2_000_000), "the answer is too large"),
    "an answer of many parts": (raw(answer=[0] * 2_000_000), "the answer is too large"),
    "an answer of bytes": (raw(answer=b"x"), "the answer holds a bytes, which cannot be written down"),
    "an answer named by numbers": (raw(answer={1: 2}), "the answer holds a name that is not text"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_not_a_record_is_refused_with_one_plain_reason(case: str) -> None:
    """Each wrong value is named, and nothing else is said."""
    value, reason = BAD[case]
    with pytest.raises(BadRecord) as refused:
        read_record(value)
    assert str(refused.value) == reason


@pytest.mark.parametrize("field", sorted(raw()))
def test_a_missing_field_is_named(field: str) -> None:
    """A record without one of its fields is refused by that field's name."""
    fields = raw()
    del fields[field]
    with pytest.raises(BadRecord, match=f'^"{field}" is missing$'):
        read_record(fields)


def test_fields_of_a_later_version_are_left_out() -> None:
    """A record with more fields than this version knows is read without them."""
    assert as_builtins(read_record(raw(later=1))) == raw()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(raw())), anything))
def test_no_value_in_any_field_does_more_than_be_refused(changes: dict[str, Any]) -> None:
    """Whatever a field holds, the record is read or refused; no other error comes out."""
    try:
        read = read_record(raw() | changes)
    except BadRecord:
        return
    check_answer(read.answer)
    assert read.key == raw()["key"]
