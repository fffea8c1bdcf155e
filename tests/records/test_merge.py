"""Merging gives the same whatever comes first, twice, or in pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backcraft.records.merge import merge, ordered
from backcraft.records.record import Record

from .samples import record

# Few values, so that keys, counts and writers collide often; ids and answers too, as after careless edits.
some = st.builds(
    record,
    n=st.integers(1, 4),
    w=st.sampled_from(["a", "b"]),
    question=st.sampled_from(["q1", "q2"]),
    id=st.sampled_from(["i", "j", "k"]),
    final=st.booleans(),
    answer=st.sampled_from([1, 2, "x"]),
)
several = st.lists(some, max_size=6)


@given(several, several, several)
def test_merging_in_pieces_is_merging_at_once(a: list[Record], b: list[Record], c: list[Record]) -> None:
    """Merge is associative."""
    left = merge(merge(a, b).values(), c)
    right = merge(a, merge(b, c).values())
    assert left == right == merge(a, b, c)


@given(several, several)
def test_the_order_of_arrival_never_matters(a: list[Record], b: list[Record]) -> None:
    """Merge is commutative."""
    assert merge(a, b) == merge(b, a) == merge(reversed(b), reversed(a))


@given(several)
def test_merging_again_changes_nothing(a: list[Record]) -> None:
    """Merge is idempotent."""
    once = merge(a)
    assert merge(a, a) == once == merge(once.values())


def test_a_commit_beats_every_draft() -> None:
    """A final record stands against later drafts."""
    final, draft = record(n=1, final=True), record(n=9, final=False)
    assert merge([draft, final])[final.key] is final


def test_the_first_commit_stands() -> None:
    """Of two finals the first by counter stands; at the same counter the writer that comes first."""
    first, second = record(n=2, w="b", final=True), record(n=3, w="a", final=True)
    assert merge([second, first])[first.key] is first
    one, other = record(n=2, w="a", final=True), record(n=2, w="b", final=True)
    assert merge([other, one])[one.key] is one


def test_the_last_draft_stands() -> None:
    """Of two drafts the last by counter, then writer, stands."""
    assert merge([record(n=2), record(n=3, w="x"), record(n=3, w="b")])[record().key].w == "x"


def test_records_are_listed_as_they_were_given() -> None:
    """Order is by counter, then writer, never by the time of day."""
    late = record(n=1, at="2030-01-01T00:00:00Z")
    early = record(n=2, w="a", at="2020-01-01T00:00:00Z", question="q2")
    same = record(n=2, w="b", at="2019-01-01T00:00:00Z", question="q3")
    assert ordered([same, early, late]) == [late, early, same]
