"""Which questions to look at first, and why, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from backcraft.grading.analysis.items import Report
from backcraft.grading.analysis.limits import EASY, FEW, HARD, LEFT_OUT, LEVEL, SAFETY, SURE_LEAST, SURE_WRONG, WEAK
from backcraft.grading.analysis.numbers import more_often


class Reason(Struct, frozen=True):
    """One reason to look at a question. The lower ``rank``, the sooner; from :data:`MINOR` on it can wait."""

    rank: int
    text: str


class Look(Struct, frozen=True):
    """A question to look at, with its reasons, the weightiest first."""

    report: Report
    reasons: tuple[Reason, ...]


#: Reasons of this rank and above can wait until the question is used again.
MINOR = 7


def look(reports: Iterable[Report], learners: int) -> tuple[Look, ...]:
    """Return the questions that give reason to look, the most pressing first."""
    found = []
    for report in reports:
        reasons = sorted(_reasons(report, learners), key=lambda reason: reason.rank)
        if reasons:
            found.append(Look(report, tuple(reasons)))
    return tuple(sorted(found, key=_order))


def _order(one: Look) -> tuple[int, float, str]:
    facility = one.report.facility
    return one.reasons[0].rank, facility.value if facility else 1.0, one.report.item.id


def _reasons(one: Report, learners: int) -> Iterator[Reason]:
    if one.open:
        yield Reason(6, f"{one.open} of {one.given} have no mark yet")
    if one.facility is None:
        return
    answered = one.given - one.empty
    n = one.facility.of
    if learners < FEW or n < FEW:
        # Too few to judge the question by; what was plainly the same for all of them is told.
        if one.given and not answered:
            yield Reason(3, f"nobody answered it ({_learners(one.given)}, too few to say more)")
        elif one.facility.value <= 0 and answered:
            yield Reason(3, f"nobody had it right ({_learners(n)}, too few to say more)")
        return
    yield from _key(one)
    yield from _facility(one, answered)
    yield from _options(one)


def _key(one: Report) -> Iterator[Reason]:
    for option in one.chosen:
        if option.sign == "beats key":
            right = max(o.upper for o in one.chosen if o.right)
            wrong = f"{option.upper} chose the wrong option “{option.text}”"
            text = f"of the best {one.upper}, {wrong} and {right} the right one"
            if more_often(option.upper, right) < 1 - LEVEL:
                yield Reason(0, f"{text}: look whether the key is right")
            else:
                yield Reason(4, f"{text}, perhaps by chance")
    r = one.discrimination
    if r is not None and r.value < 0:
        sure = r.high is not None and r.high < 0
        text = "who had it right did worse in the rest"
        yield Reason(1 if sure else 4, text + (": look at the key and the wording" if sure else ", perhaps by chance"))
    elif r is not None and r.value < WEAK:
        unsure = "" if r.high is not None and r.high < WEAK else ", perhaps by chance"
        yield Reason(5 if not unsure else MINOR, f"it hardly tells learners apart ({r.value:.2f}{unsure})")


def _facility(one: Report, answered: int) -> Iterator[Reason]:
    assert one.facility is not None
    facility = one.facility.value
    if not answered:
        yield Reason(2, f"none of {one.given} answered it")
        return
    if facility <= HARD:
        text = "nobody had any of it right" if facility <= 0 else f"next to nobody had it right ({facility:.0%})"
        yield Reason(2, f"{text}: look at the key, the wording, and whether it was taught")
    if one.item.safety and facility < SAFETY:
        yield Reason(2, f"it is about safety, and the class has {facility:.0%} of its marks: teach it again")
    said, right = one.certainty.get(3, (0, 0))
    if said - right >= SURE_LEAST and (said - right) / said >= SURE_WRONG:
        yield Reason(3, f"{said - right} of {said} who were very sure were wrong: a misunderstanding to talk about")
    if one.empty / one.given >= LEFT_OUT:
        yield Reason(5, f"{one.empty} of {one.given} left it out")
    if facility >= EASY:
        yield Reason(MINOR + 2, f"nearly everybody has it right ({facility:.0%}), so it tells learners apart no more")


def _options(one: Report) -> Iterator[Reason]:
    draws = [o.text for o in one.chosen if o.sign == "draws best"]
    if draws:
        yield Reason(MINOR, f"more of the best than of the weakest chose {_named(draws)}, which is wrong")
    # Of the six decisions most are far from any case: that nobody gives them is no fault of the case.
    idle = [o.text for o in one.chosen if o.sign in ("nobody", "idle") and one.item.kind != "case"]
    if idle:
        yield Reason(MINOR + 1, f"next to nobody chose {_named(idle)}: write a likelier mistake, or leave it away")


def _named(texts: list[str]) -> str:
    quoted = [f"“{text}”" for text in texts]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _learners(n: int) -> str:
    return f"{n} learner{'s' * (n != 1)}"
