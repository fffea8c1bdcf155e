"""Marks one committed answer to a scene. Pure: a scene, the rules, the table of marks and the answer go in."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from backcraft.cases.marks import Marks
from backcraft.cases.play import Play, Scene, needed, play, reachable, remarkable
from backcraft.questions.base import BadAnswer, Verdict, certainty_points, list_of, text_of
from backcraft.safety import GRAVITY, Decision, Screening
from backcraft.safety.engine import decide

#: How a decision stands to the one that was due.
Kind = Literal["right", "over", "milder", "danger", "failed"]
#: Decisions after which hands are laid on the client.
HANDS_ON = ("treat", "modify")
LONGEST = 2000


class Answer(Struct, frozen=True):
    """A learner's answer to one scene, as read from its record."""

    asked: tuple[str, ...] = ()
    decision: Decision | None = None
    rests_on: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    say: str = ""


class Part(Struct, frozen=True):
    """Marks won or lost for one thing: ``of`` is the most that can be won, 0 where marks can only be lost."""

    id: str
    marks: float
    of: float


class Marked(Struct, frozen=True, kw_only=True):
    """What marking says. ``score`` is 0 to 1."""

    score: float
    verdict: Verdict
    kind: Kind
    given: Decision
    due: Decision
    parts: tuple[Part, ...]
    #: Findings that mattered and were never asked about.
    omissions: tuple[str, ...]
    #: Questions of the universal screen that were left out.
    screen: tuple[str, ...]
    needless: tuple[str, ...]
    sure_and_dangerous: bool
    #: Points for the stated certainty, beside the mark.
    points: int | None
    minutes: float


def read(scene: Scene, screening: Screening, given: Any) -> Answer:
    """Read an answer from plain data; raise :class:`BadAnswer` for one of another shape.

    Ids that the case no longer holds are refused too: such an answer was given to another wording.
    """
    asked = list_of(given, "asked", set(screening.facts))
    decision = given.get("decision")
    if decision is not None and decision not in GRAVITY:
        raise BadAnswer('"decision" is not one of the six')
    rests_on = list_of(given, "rests_on", set(screening.facts))
    plan = list_of(given, "plan", {o.id for o in scene.plan})
    say = text_of({"text": given.get("say")}, LONGEST)
    return Answer(tuple(asked), decision, tuple(rests_on), tuple(plan), say)


def omissions(scene: Scene, screening: Screening, known: Play) -> tuple[str, ...]:
    """Return what was not found out although it mattered, of what asking could have brought out.

    It mattered when the author made it a key finding, when knowing it beside what the learner knew makes the rules
    decide more gravely, or when the rules would decide more mildly if it were all that is unknown.
    """
    full = reachable(scene, screening)
    now, whole = decide(screening, known.known), decide(screening, full.known)
    found = []
    # An ordinary answer makes no decision graver; only the author can have made it count.
    odd = {*remarkable(scene, screening, full.known), *scene.key}
    for name, value in full.known.items():
        if name in known.known or name in known.asked or name not in odd:
            continue
        less = {n: v for n, v in full.known.items() if n != name}
        graver = _graver(decide(screening, {**known.known, name: value}), now)
        if name in scene.key or graver or _graver(whole, decide(screening, less)):
            found.append(name)
    return tuple(found)


def _graver(first: Decision, second: Decision) -> bool:
    return GRAVITY.index(first) > GRAVITY.index(second)


def kind_of(due: Decision, given: Decision) -> Kind:
    """Say how a decision stands to the one that was due.

    ``failed``: an emergency missed. ``danger``: a referral missed, or hands laid on a client whose session had to
    wait. ``over``: graver than due. ``milder``: milder than due, and nobody was touched or only a change was missed.
    """
    if given == due:
        return "right"
    if _graver(given, due):
        return "over"
    if due == "emergency":
        return "failed"
    if due == "refer" or (due in ("clearance", "decline") and given in HANDS_ON):
        return "danger"
    return "milder"


def minutes(played: Play, marks: Marks) -> float:
    """Return the minutes of the appointment that the questions took."""
    each = {True: marks["minutes-measuring"], False: marks["minutes-asking"]}
    return sum(each[turn.fact.group == "measure"] for turn in played.turns)


def mark(scene: Scene, screening: Screening, marks: Marks, answer: Answer, certainty: int | None) -> Marked:
    """Mark a whole answer, by the rows of the table (named in backticks):

    - an emergency that was missed fails the case: 0, whatever else is right;
    - the decision: row ``<due>-given-<given>``; it may be less than nothing;
    - findings: ``findings`` times the share of key findings that were found and picked, less ``finding-extra`` for each
      other one picked, at least 0;
    - plan: ``plan`` times (right choices less wrong ones, as a share of all right ones), at least 0; less
      ``plan-unsafe`` for each unsafe choice;
    - asking: ``asking``, less ``screen`` for each universal question left out and ``omission`` for each finding that
      mattered (:func:`omissions`) and was not asked about, but no more than ``asking-most-lost``. Who rightly stops
      need not ask on: nothing is lost where the right decision keeps the hands off (not treat, not modify) and the
      rules decide as gravely by what was known alone;
    - less ``needless`` for each needless question beyond ``needless-free``, at most ``needless-most-lost``. A question
      is needless when it was neither universal nor called for by what was known at that moment.

    The sum is cut to 0..100 and given as 0..1. Raise :class:`BadAnswer` where no decision was given.
    """
    if answer.decision is None:
        raise BadAnswer("no decision was given")
    due, given = scene.decision, answer.decision
    played = play(scene, screening, answer.asked)
    kind = kind_of(due, given)
    needless = tuple(t.fact.id for t in played.turns if not t.needed)
    screen = tuple(f.id for f in needed(screening, played.known, played.asked).values() if f.universal)
    missed = omissions(scene, screening, played)
    decision = marks.decision(due, given)

    picked = [f for f in answer.rests_on if f in played.known]
    key = set(scene.key)
    findings = marks["findings"] * len(key & set(picked)) / len(key) - marks["finding-extra"] * len(set(picked) - key)
    right = {o.id for o in scene.plan if o.correct}
    unsafe = {o.id for o in scene.plan if o.unsafe}
    chosen = set(answer.plan)
    plan = marks["plan"] * (len(chosen & right) - len(chosen - right)) / len(right)
    left_out = 0.0
    stopped = given == due and given not in HANDS_ON and not _graver(due, decide(screening, played.known))
    if not stopped:
        # A universal question that mattered is counted once, as what mattered.
        left_out = marks["screen"] * len(set(screen) - set(missed)) + marks["omission"] * len(missed)
    parts = (
        Part("decision", 0 if decision is None else decision, marks.decision(due, due) or 0),
        Part("findings", round(max(0.0, findings), 2), marks["findings"]),
        Part("plan", round(max(0.0, plan), 2), marks["plan"]),
        Part("unsafe", 0 - marks["plan-unsafe"] * len(chosen & unsafe), 0),
        Part("asking", marks["asking"] - min(marks["asking-most-lost"], left_out), marks["asking"]),
        Part("needless", 0 - _needless(len(needless), marks), 0),
    )
    total = 0.0 if decision is None else min(100.0, max(0.0, sum(p.marks for p in parts)))
    return Marked(
        score=round(total / 100, 4),
        verdict=_verdict(kind, total, marks),
        kind=kind,
        given=given,
        due=due,
        parts=parts,
        omissions=missed,
        screen=screen,
        needless=needless,
        sure_and_dangerous=certainty == 3 and kind in ("danger", "failed"),
        points=None if certainty is None else certainty_points(certainty, kind == "right"),
        minutes=minutes(played, marks),
    )


def _needless(count: int, marks: Marks) -> float:
    beyond = max(0.0, count - marks["needless-free"])
    return min(marks["needless-most-lost"], marks["needless"] * beyond)


def _verdict(kind: Kind, total: float, marks: Marks) -> Verdict:
    if kind in ("failed", "danger") or total <= 0:
        return "wrong"
    return "right" if kind == "right" and total >= marks["right-from"] else "partly"
