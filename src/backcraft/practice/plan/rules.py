"""The rules that a session plan is checked by. Pure; every number and every source comes from ``data/``.

Each rule looks at one thing. A finding names the rule, the sources, the steps it is about, what was found and what
would mend it. ``wrong`` is against safety or against the model that the plan itself names; ``advice`` is where a
source asks for something that other sources leave open.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct

from backcraft.course import Course, Stroke, Timing
from backcraft.practice.plan.plan import Client, Plan, Step
from backcraft.safety import Outcome, Screening

#: Rows of ``data/timings.csv`` that rules read.
STAGE, REPS, RADIC_COUNT, RADIC_FIRST = "stage-time", "reps", "radic-first-sessions", "radic-first-time"
SIDE = "side-time"
#: Lengths of a whole session; the longest of them bounds any plan.
SESSIONS = ("session-s0", "session-s4", "general-time")
LIMIT_UNIT = "seconds on one area"
#: Claims that rules rest on.
ARC, FLOW = "light-to-deep-to-slow", "along-flow"
#: Strokes that travel along the flow of blood and lymph.
GLIDES = ("stroking", "straight-stroking", "deep-stroking", "squeezing")
#: Strokes that come down by their source (S1's step 4).
DOWN = ("circular-finger-kneading",)
#: Regions of which only gliding strokes may pass.
_KIDNEYS = ("kidney-left", "kidney-right", "rib12-left", "rib12-right")
_SPINE = "spine-line"

Weight = Literal["wrong", "advice"]


class Finding(Struct, frozen=True, kw_only=True):
    """What one rule found. ``steps`` counts from 0; ``word`` ends a key of ``words.json``, ``values`` fill its gaps."""

    rule: str
    weight: Weight
    word: str
    steps: tuple[int, ...] = ()
    values: dict[str, str] = {}
    sources: tuple[str, ...] = ()


class Case(Struct, frozen=True):
    """All that a rule looks at."""

    plan: Plan
    course: Course
    client: Client
    outcome: Outcome
    screening: Screening

    def stroke(self, step: Step) -> Stroke:
        """Return a step's stroke."""
        return self.course.strokes[step.stroke]

    def timing(self, id_: str) -> Timing | None:
        """Return a row of the timings, if the course has it."""
        return self.course.timings.get(id_)

    def claim(self, id_: str) -> tuple[str, ...]:
        """Return the sources of a claim, if the course has it."""
        return self.course.claims[id_].sources if id_ in self.course.claims else ("course",)

    def names(self, regions: tuple[str, ...]) -> str:
        """Return the names of regions, in words."""
        return ", ".join(self.course.regions[r].name for r in regions)


Rule = Callable[[Case], Iterator[Finding]]


def is_stroking(stroke: Stroke) -> bool:
    """Say whether a stroke is light stroking, which may open and close a session."""
    return stroke.depth == 1 and stroke.group != "percussive"


def _n(value: float) -> str:
    return f"{value:g}"


def empty(case: Case) -> Iterator[Finding]:
    """A plan has steps."""
    if not case.plan.steps:
        yield Finding(rule="empty", weight="wrong", word="empty", sources=("course",))


def placed(case: Case) -> Iterator[Finding]:
    """Every step says where."""
    for i, step in enumerate(case.plan.steps):
        if not step.regions:
            yield Finding(rule="placed", weight="wrong", word="placed", steps=(i,), sources=("course",))


def opens(case: Case) -> Iterator[Finding]:
    """A session opens with stroking."""
    if case.plan.steps and not is_stroking(case.stroke(case.plan.steps[0])):
        yield _ends(case, "opens", 0)


def closes(case: Case) -> Iterator[Finding]:
    """A session closes with stroking."""
    if case.plan.steps and not is_stroking(case.stroke(case.plan.steps[-1])):
        yield _ends(case, "closes", len(case.plan.steps) - 1)


def _ends(case: Case, rule: str, step: int) -> Finding:
    # A model that ends otherwise (S4's for sciatica and the neck) is a conflict that the course records.
    sources = case.course.strokes["stroking"].sources if "stroking" in case.course.strokes else ("course",)
    model = case.course.sequences.get(case.plan.model)
    named = [s for s in model.steps if s.strokes] if model else []
    end = named[0 if rule == "opens" else -1].strokes if named else ()
    own = bool(end) and case.plan.steps[step].stroke in end
    word = f"{rule}.model" if own else rule
    return Finding(rule=rule, weight="advice" if own else "wrong", word=word, steps=(step,), sources=sources)


def arc(case: Case) -> Iterator[Finding]:
    """Light, then deeper, then light again: once the work has grown lighter it does not grow deep once more."""
    if case.plan.model:
        return
    depths = [case.stroke(s).depth for s in case.plan.steps]
    # Percussion and vibration lie beside the order of depth.
    kept = [(i, d) for i, d in enumerate(depths) if case.stroke(case.plan.steps[i]).group != "percussive"]
    falling = False
    for (_, before), (i, depth) in itertools.pairwise(kept):
        if depth < before:
            falling = True
        elif depth > before and falling:
            yield Finding(rule="arc", weight="wrong", word="arc", steps=(i,), sources=case.claim(ARC))
            return
    if kept and max(d for _, d in kept) - kept[0][1] >= 2 and kept[1:] and kept[1][1] - kept[0][1] >= 2:
        yield Finding(rule="arc", weight="advice", word="arc.leap", steps=(kept[1][0],), sources=("course",))


def model(case: Case) -> Iterator[Finding]:
    """A plan that names a model keeps to its order and leaves out none of its strokes."""
    named = case.course.sequences.get(case.plan.model)
    if named is None:
        return
    wanted = [s for step in named.steps for s in step.strokes]
    if not wanted:
        return
    # Strokes of one step of the model may come in any order.
    ranks = [(k, s) for k, step in enumerate(named.steps) for s in step.strokes]
    at = 0
    seen: list[tuple[int, str]] = []
    for i, step in enumerate(case.plan.steps):
        places = [(k, s) for k, s in ranks if s == step.stroke and k >= at]
        if places:
            at = places[0][0]
            seen.append(places[0])
        elif any(s == step.stroke for _, s in ranks):
            yield _model(case, "model.order", step.stroke, (i,))
            return
        else:
            yield _model(case, "model.other", step.stroke, (i,))
            return
    for k, s in ranks:
        if (k, s) not in seen:
            yield _model(case, "model.missing", s, ())
            return


def _model(case: Case, word: str, stroke: str, steps: tuple[int, ...]) -> Finding:
    named = case.course.sequences[case.plan.model]
    values = {"model": named.name, "stroke": case.course.strokes[stroke].name}
    return Finding(rule="model", weight="wrong", word=word, steps=steps, values=values, sources=named.sources)


def stage(case: Case) -> Iterator[Finding]:
    """A stage of a model lasts as long as its source says."""
    named = case.course.sequences.get(case.plan.model)
    if named is None:
        return
    at = 0
    for k, part in enumerate(named.steps):
        if part.minutes_low is None or part.minutes_high is None:
            continue
        own = [(i, s) for i, s in enumerate(case.plan.steps) if i >= at and s.stroke in part.strokes]
        # Up to the first step that belongs to a later stage.
        run: list[tuple[int, Step]] = []
        for i, s in own:
            if run and i != run[-1][0] + 1:
                break
            run.append((i, s))
        if not run:
            continue
        at = run[-1][0] + 1
        total = sum(s.minutes for _, s in run)
        if not part.minutes_low - 0.005 <= total <= part.minutes_high + 0.005:
            values = {"stage": named.steps[k].name, "minutes": _n(total), "low": _n(part.minutes_low)}
            values["high"] = _n(part.minutes_high)
            where = tuple(i for i, _ in run)
            yield Finding(rule="stage", weight="wrong", word="stage", steps=where, values=values, sources=named.sources)


def session(case: Case) -> Iterator[Finding]:
    """The session is no longer than the longest that the course's sources give for the back."""
    longest = max(
        (t for t in case.course.timings.values() if t.id in SESSIONS and t.high is not None),
        key=lambda t: t.high or 0,
        default=None,
    )
    if longest is not None and longest.high is not None and case.plan.minutes > longest.high + 0.005:
        values = {"minutes": _n(round(case.plan.minutes, 1)), "high": _n(longest.high)}
        yield Finding(rule="session", weight="wrong", word="session", values=values, sources=longest.sources)


def stay(case: Case) -> Iterator[Finding]:
    """Where the data limit the time on one area, a step says how long the hand stays, and keeps to it."""
    for row in case.course.timings.values():
        if row.unit != LIMIT_UNIT or row.low is not None or row.high is None:
            continue
        for i, step in enumerate(case.plan.steps):
            if step.stroke == row.stroke and (step.stay is None or step.stay > row.high):
                values = {"stroke": case.stroke(step).name, "high": _n(row.high)}
                word = "stay.open" if step.stay is None else "stay"
                yield Finding(rule="stay", weight="wrong", word=word, steps=(i,), values=values, sources=row.sources)


def times(case: Case) -> Iterator[Finding]:
    """Repetitions lie where S4 puts them (for the thoracic back)."""
    row = case.timing(REPS)
    if row is None or row.low is None or row.high is None:
        return
    for i, step in enumerate(case.plan.steps):
        if step.times is not None and not row.low <= step.times <= row.high:
            values = {"times": str(step.times), "low": _n(row.low), "high": _n(row.high)}
            yield Finding(rule="times", weight="advice", word="times", steps=(i,), values=values, sources=row.sources)


def sides(case: Case) -> Iterator[Finding]:
    """What is worked on one side is worked on the other, by the same stroke."""
    done: dict[tuple[str, str], set[str]] = {}
    first: dict[tuple[str, str], int] = {}
    for i, step in enumerate(case.plan.steps):
        for name in step.regions:
            region = case.course.regions[name]
            if region.side not in ("left", "right") or step.side not in ("both", region.side):
                continue
            key = (step.stroke, name.rsplit("-", 1)[0])
            done.setdefault(key, set()).add(region.side)
            first.setdefault(key, i)
    for key, got in done.items():
        other = "right" if got == {"left"} else "left"
        area = f"{key[1]}-{other}"
        if len(got) == 1 and area in case.course.regions and area not in case.outcome.avoid:
            values = {"stroke": case.course.strokes[key[0]].name, "area": case.names((area,))}
            row = case.timing(SIDE)
            sources = row.sources if row else ("course",)
            yield Finding(
                rule="sides", weight="wrong", word="sides", steps=(first[key],), values=values, sources=sources
            )


def direction(case: Case) -> Iterator[Finding]:
    """Stroking and squeezing go up the back; circular finger kneading comes down."""
    for i, step in enumerate(case.plan.steps):
        stroke = case.stroke(step)
        if (step.way == "down" and stroke.id in GLIDES) or (step.way == "up" and stroke.id in DOWN):
            values = {"stroke": stroke.name, "direction": stroke.direction}
            word = "direction.down" if stroke.id in DOWN else "direction"
            sources = stroke.sources if stroke.id in DOWN else case.claim(FLOW)
            yield Finding(rule="direction", weight="wrong", word=word, steps=(i,), values=values, sources=sources)


def spine(case: Case) -> Iterator[Finding]:
    """Nothing works on the line of the spine."""
    for i, step in enumerate(case.plan.steps):
        if _SPINE in step.regions:
            sources = case.claim("spine-line-free")
            yield Finding(rule="spine", weight="wrong", word="spine", steps=(i,), sources=sources)


def kidneys(case: Case) -> Iterator[Finding]:
    """Over the kidneys and the free end of the last rib only light stroking passes."""
    for i, step in enumerate(case.plan.steps):
        found = tuple(r for r in step.regions if r in _KIDNEYS)
        stroke = case.stroke(step)
        if found and not is_stroking(stroke) and stroke.group != "percussive":
            values = {"stroke": stroke.name, "areas": case.names(found)}
            yield Finding(
                rule="kidneys",
                weight="wrong",
                word="kidneys",
                steps=(i,),
                values=values,
                sources=case.claim("kidney-area-free"),
            )


def percussion(case: Case) -> Iterator[Finding]:
    """No percussion over areas that carry a caution, the spine apart, which has its own rule."""
    for i, step in enumerate(case.plan.steps):
        found = tuple(r for r in step.regions if case.course.regions[r].caution and r != _SPINE)
        stroke = case.stroke(step)
        if found and stroke.group == "percussive":
            values = {"stroke": stroke.name, "areas": case.names(found)}
            sources = tuple(dict.fromkeys(s for r in found for s in case.course.regions[r].sources)) or ("course",)
            yield Finding(
                rule="percussion", weight="wrong", word="percussion", steps=(i,), values=values, sources=sources
            )


def decision(case: Case) -> Iterator[Finding]:
    """A plan is for a client who is treated today."""
    if case.outcome.decision not in ("treat", "modify"):
        gravest = next(c.rule for c in case.outcome.conclusions if c.rule.decision == case.outcome.decision)
        values = {"why": gravest.why, "then": gravest.then}
        yield Finding(rule="decision", weight="wrong", word="decision", values=values, sources=gravest.sources)


def avoided(case: Case) -> Iterator[Finding]:
    """Areas that screening keeps clear for this client are not worked."""
    for conclusion in case.outcome.conclusions:
        for i, step in enumerate(case.plan.steps):
            found = tuple(r for r in step.regions if r in conclusion.avoid)
            if found:
                values = {"areas": case.names(found), "why": conclusion.rule.why}
                yield Finding(
                    rule="avoided",
                    weight="wrong",
                    word="avoided",
                    steps=(i,),
                    values=values,
                    sources=conclusion.rule.sources,
                )


def without(case: Case) -> Iterator[Finding]:
    """Strokes that screening leaves out for this client are not planned (pregnancy: stroking and rubbing only)."""
    for conclusion in case.outcome.conclusions:
        for change in conclusion.rule.modify:
            for i, step in enumerate(case.plan.steps):
                if step.stroke in change.without:
                    values = {"stroke": case.stroke(step).name, "name": conclusion.rule.name, "text": change.text}
                    yield Finding(
                        rule="without",
                        weight="wrong",
                        word="without",
                        steps=(i,),
                        values=values,
                        sources=conclusion.rule.sources,
                    )


def at_most(case: Case) -> Iterator[Finding]:
    """The session is no longer than screening allows this client (pregnancy: S1's 45 minutes)."""
    for conclusion in case.outcome.conclusions:
        for change in conclusion.rule.modify:
            most = case.screening.thresholds.get(change.at_most)
            if most is not None and case.plan.minutes > most + 0.005:
                minutes = _n(round(case.plan.minutes, 1))
                values = {"minutes": minutes, "high": _n(most), "name": conclusion.rule.name}
                yield Finding(
                    rule="at_most", weight="wrong", word="at_most", values=values, sources=conclusion.rule.sources
                )


def radiculitis(case: Case) -> Iterator[Finding]:
    """With pain down a limb the first sessions are short: S4's 5 to 10 minutes in the first two or three."""
    count, first = case.timing(RADIC_COUNT), case.timing(RADIC_FIRST)
    if count is None or first is None or count.high is None or first.low is None or first.high is None:
        return
    if case.client.intake.get("spread") not in ("leg", "arm") or case.client.session > count.high:
        return
    if not first.low - 0.005 <= case.plan.minutes <= first.high + 0.005:
        values = {
            "minutes": _n(round(case.plan.minutes, 1)),
            "low": _n(first.low),
            "high": _n(first.high),
            "count": _n(count.high),
        }
        yield Finding(rule="radiculitis", weight="wrong", word="radiculitis", values=values, sources=first.sources)


#: Every rule, in the order in which findings are told: what endangers the client first.
RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        empty, decision, avoided, without, at_most, radiculitis, spine, kidneys, percussion, stay,
        opens, closes, arc, model, stage, session, direction, sides, times, placed,
    )
}  # fmt: skip


def check(
    plan: Plan,
    course: Course,
    screening: Screening,
    client: Client | None = None,
    outcome: Outcome | None = None,
) -> list[Finding]:
    """Return all that the rules find, what endangers the client first. An empty list: the plan keeps to every rule.

    ``outcome`` is what screening concludes of the client, where it is known already.
    """
    someone = client or Client()
    case = Case(plan, course, someone, outcome or someone.outcome(screening), screening)
    return [finding for rule in RULES.values() for finding in rule(case)]
