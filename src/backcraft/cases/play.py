"""What is true of a case's client, what asking brings out, and what can be asked next.

Everything follows from the case and the list of what was asked, in its order; nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field

from backcraft.cases.types import Case, Departs, Event, Option, Words
from backcraft.safety import BadIntake, Decision, Fact, Intake, Screening, unremarkable
from backcraft.safety.engine import check, decisive, holds
from backcraft.safety.types import Value

#: What an author writes for a fact that the client cannot tell.
UNKNOWN = "unknown"
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
#: Facts about which a universal question asks as a whole; further questions on them make sense without its answer.
_BROAD = frozenset({"complaint", "symptom", "history", "medicine", "event", "skin", "allergy"})


class Scene(Struct, frozen=True, kw_only=True):
    """One moment of a case that asks for a decision: its beginning, or what changes in the middle."""

    #: The id of the question that is answered, unlike that of any other case.
    question: str
    note: str
    #: All that is true of the client now; what is not here nobody can tell.
    truth: Intake
    #: What is known before anything is asked.
    start: Intake
    says: Words
    seen: Words
    decision: Decision
    key: tuple[str, ...]
    plan: tuple[Option, ...]
    say: str
    look_for: tuple[str, ...]
    explanation: str
    departs: Departs | None = None


class Turn(Struct, frozen=True):
    """One question that was asked; ``needed`` says whether it was universal or called for by what was known then."""

    fact: Fact
    needed: bool


class Play(Struct, frozen=True):
    """How far a scene has been played."""

    turns: tuple[Turn, ...]
    #: What is known now, by fact.
    known: Intake
    #: Ids of all that was asked, also where the client could not tell.
    asked: frozenset[str] = field(default_factory=frozenset)


def value(screening: Screening, name: str, text: str) -> Value:
    """Read what an author wrote for a fact; raise :class:`BadIntake` with one plain sentence where it does not fit."""
    fact = screening.facts.get(name)
    if fact is None:
        raise BadIntake(f'There is no field "{name}" in the intake.')
    text = text.strip()
    found: Value = text
    if fact.kind == "yes_no":
        found = _YES_NO.get(text.lower(), text)
    elif fact.kind == "number" and _NUMBER.fullmatch(text):
        found = float(text)
    elif fact.kind == "regions":
        found = tuple(part.strip() for part in text.split(",") if part.strip())
    check(screening, {name: found})
    return found


def _laid_over(screening: Screening, truth: Intake, facts: dict[str, str]) -> Intake:
    result = dict(truth)
    for name, text in facts.items():
        if text.strip().lower() == UNKNOWN and name in screening.facts:
            result.pop(name, None)
        else:
            result[name] = value(screening, name, text)
    return result


def truth(case: Case, screening: Screening) -> Intake:
    """Return all that is true of a case's client at the beginning: what is written, and for the rest nothing unusual.

    Raise :class:`BadIntake` for a fact that does not exist or a value that does not fit it.
    """
    base = unremarkable(screening)
    if "age" in screening.facts:
        base["age"] = value(screening, "age", str(case.client.age))
    return _laid_over(screening, base, case.facts)


def scenes(case: Case, screening: Screening) -> dict[str, Scene]:
    """Return a case's scenes by the id of their question, the event's last.

    Raise :class:`BadIntake` as :func:`truth` does.
    """
    now = truth(case, screening)
    told = {name: now[name] for name in ("age", *case.known) if name in now}
    first = Scene(
        question=case.id,
        note=case.booking,
        truth=now,
        start=told,
        says=case.says,
        seen=case.seen,
        decision=case.decision,
        key=case.key,
        plan=case.plan,
        say=case.say,
        look_for=case.look_for,
        explanation=case.explanation,
        departs=case.departs,
    )
    found = {first.question: first}
    if case.event is not None:
        then = _event(first, case.event, screening)
        found[then.question] = then
    return found


def _event(first: Scene, event: Event, screening: Screening) -> Scene:
    now = _laid_over(screening, first.truth, event.facts)
    # The universal screen is behind us, but for what the event changes.
    screened = {
        f.id: first.truth[f.id]
        for f in screening.facts.values()
        if f.universal and f.id in first.truth and f.id not in event.facts
    }
    told = {name: now[name] for name in event.known if name in now}
    before = {name: v for name, v in first.start.items() if name not in event.facts}
    return Scene(
        question=f"{first.question}-event",
        note=event.note,
        truth=now,
        start={**before, **screened, **told},
        says={**{n: w for n, w in first.says.items() if n not in event.facts}, **event.says},
        seen={**{n: w for n, w in first.seen.items() if n not in event.facts}, **event.seen},
        decision=event.decision,
        key=event.key,
        plan=event.plan,
        say=event.say,
        look_for=event.look_for,
        explanation=event.explanation,
        departs=event.departs,
    )


def needed(screening: Screening, known: Intake, asked: Iterable[str] = ()) -> dict[str, Fact]:
    """Return what should be asked now: the universal screen, and what something known calls for, by id."""
    done = set(asked)
    return {fact.id: fact for fact in decisive(screening, known) if fact.id not in done}


def _called_for(screening: Screening, fact: Fact, known: Intake) -> bool:
    return fact.asked_when is not None and holds(fact.asked_when, known, screening.thresholds) is True


def stands_alone(screening: Screening, fact: Fact) -> bool:
    """Return whether a fact can be asked at any time.

    Others are follow-ups ("How many weeks ago was it?"): they come up once something calls for them.
    """
    if fact.universal or fact.group == "measure":
        return True
    if fact.kind != "yes_no" or fact.asked_when is None:
        return fact.kind == "yes_no"
    tests = fact.asked_when.any or (fact.asked_when,)
    opened_by = [screening.facts.get(test.fact) for test in tests if test.fact and not test.parts]
    return any(f is not None and f.universal and f.group in _BROAD for f in opened_by)


def opened(screening: Screening, known: Intake, asked: Iterable[str] = ()) -> list[str]:
    """Return the follow-ups that can be asked now."""
    return [f.id for f in needed(screening, known, asked).values() if not stands_alone(screening, f)]


def play(scene: Scene, screening: Screening, asked: Iterable[str], *, strict: bool = False) -> Play:
    """Return what asking for these facts, one after the other, has brought out.

    What cannot be asked at its moment (an unknown fact, one asked or known already, a follow-up that nothing called
    for) is left out, as after a change of the case; with ``strict`` it raises :class:`ValueError`.
    """
    turns: list[Turn] = []
    known = dict(scene.start)
    done: set[str] = set()
    for name in asked:
        fact = screening.facts.get(name)
        if fact is None or name in done or name in known:
            if strict:
                raise ValueError(f'"{name}" cannot be asked')
            continue
        due = fact.universal or _called_for(screening, fact, known)
        if not due and not stands_alone(screening, fact):
            if strict:
                raise ValueError(f'nothing calls for "{name}" yet')
            continue
        turns.append(Turn(fact, due))
        done.add(name)
        if name in scene.truth:
            known[name] = scene.truth[name]
    return Play(tuple(turns), known, frozenset(done))


def reachable(scene: Scene, screening: Screening) -> Play:
    """Return the play that asks everything that is called for, until nothing is."""
    asked: list[str] = []
    while True:
        played = play(scene, screening, asked)
        more = needed(screening, played.known, played.asked)
        if not more:
            return played
        asked += more


def remarkable(scene: Scene, screening: Screening, names: Iterable[str] | None = None) -> list[str]:
    """Return the facts of a scene (or those of ``names``) that are out of the ordinary, in the order of the intake."""
    usual = unremarkable(screening)
    usual.pop("age", None)
    wanted = set(scene.truth if names is None else names)
    return [
        f for f in screening.facts if f in wanted and f != "age" and f in scene.truth and scene.truth[f] != usual.get(f)
    ]
