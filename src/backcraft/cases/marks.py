"""The table that cases are marked by: ``data/case-marks.csv``, which an instructor can change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from backcraft.safety import GRAVITY, Decision


class MarkRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One figure of the marking, in marks of 100 unless ``means`` says otherwise."""

    id: str
    value: float
    means: str


#: Rows beside those of the decisions.
OTHERS = (
    "findings",
    "finding-extra",
    "plan",
    "plan-unsafe",
    "asking",
    "screen",
    "omission",
    "asking-most-lost",
    "needless",
    "needless-free",
    "needless-most-lost",
    "right-from",
    "minutes-asking",
    "minutes-measuring",
    "clients-a-day",
)


def decision_row(due: Decision, given: Decision) -> str:
    """Return the id of the row for a decision that was given where another (or the same) was due."""
    return f"{due}-given-{given}"


def rows() -> Iterator[str]:
    """Yield every id that the table has to hold. A missed emergency has no row: it fails the case."""
    for due in GRAVITY:
        for given in GRAVITY:
            if due != "emergency" or given == "emergency":
                yield decision_row(due, given)
    yield from OTHERS


class Marks:
    """The table, looked up by id."""

    def __init__(self, table: Iterable[MarkRow]) -> None:
        """Raise :class:`ValueError` for a table that lacks a row."""
        self._value: Mapping[str, float] = {row.id: row.value for row in table}
        missing = [name for name in rows() if name not in self._value]
        if missing:
            raise ValueError(f"the table of marks lacks {', '.join(missing)}")

    def __getitem__(self, name: str) -> float:
        return self._value[name]

    def decision(self, due: Decision, given: Decision) -> float | None:
        """Return the marks for a decision, or ``None`` for a missed emergency, which fails the case."""
        if due == "emergency" and given != "emergency":
            return None
        return self._value[decision_row(due, given)]


def faults(table: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """Yield ``(row, what is wrong)`` for a whole table that would teach the wrong thing.

    The right decision earns the most for each decision that is due, and whatever a missed referral costs is more
    than the dearest over-refusal.
    """
    for due in GRAVITY[:-1]:
        best = table[decision_row(due, due)]
        for given in GRAVITY:
            if given != due and table[decision_row(due, given)] >= best:
                yield decision_row(due, given), f"gives no less than the right decision ({best:g}); lower it"
    over = [
        table[decision_row(due, due)] - table[decision_row(due, given)]
        for due in GRAVITY[:-1]
        for given in GRAVITY[GRAVITY.index(due) + 1 :]
    ]
    for given in GRAVITY[: GRAVITY.index("refer")]:
        lost = table[decision_row("refer", "refer")] - table[decision_row("refer", given)]
        if lost <= max(over):
            text = f"costs {lost:g}, no more than the dearest over-refusal ({max(over):g}); lower it"
            yield decision_row("refer", given), text
