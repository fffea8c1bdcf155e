"""What can be known of a client, the rules that weigh it, and what a screening concludes."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Decision = Literal["treat", "modify", "clearance", "decline", "refer", "emergency"]

#: The decisions in order of gravity, the mildest first.
GRAVITY: tuple[Decision, ...] = ("treat", "modify", "clearance", "decline", "refer", "emergency")

Group = Literal[
    "client",
    "consent",
    "complaint",
    "symptom",
    "measure",
    "history",
    "medicine",
    "skin",
    "event",
    "allergy",
    "therapist",
]


def graver(first: Decision, second: Decision) -> Decision:
    """Return the graver of two decisions."""
    return max(first, second, key=GRAVITY.index)


class BadIntake(ValueError):
    """An impossible value in an intake: one plain sentence that names the field and what it accepts."""


#: What is known of one fact: yes or no, a number in the fact's unit, one of its choices, or regions of the back map.
Value = bool | float | str | tuple[str, ...]

#: What is known of a client, by fact id. A fact that is not here is unknown, and unknown is not "no".
Intake = dict[str, Value]


class When(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition over an intake: a test of one ``fact``, or ``all`` / ``any`` / ``none`` / ``unless`` of conditions.

    A yes-or-no fact holds when it is yes. A number is compared with thresholds named by id (``at_least``
    included, ``below`` not included). A choice holds when it is ``one_of`` those named; regions hold when any
    is given, or any of ``one_of``. ``none`` asks that each part is known not to hold; ``unless`` that none is known
    to hold: a reassurance, such as a doctor's agreement, counts only once it is known.
    """

    fact: str = ""
    at_least: str = ""
    below: str = ""
    one_of: tuple[str, ...] = ()
    all: tuple[When, ...] = ()
    any: tuple[When, ...] = ()
    none: tuple[When, ...] = ()
    unless: tuple[When, ...] = ()

    @property
    def parts(self) -> tuple[When, ...]:
        """All further conditions that this one is made of."""
        return (*self.all, *self.any, *self.none, *self.unless)

    def facts(self) -> set[str]:
        """Return the ids of all facts that this condition looks at."""
        found = {self.fact} if self.fact else set()
        for part in self.parts:
            found |= part.facts()
        return found

    def thresholds(self) -> dict[str, set[str]]:
        """Return the thresholds that each number fact is compared with, by fact id."""
        found: dict[str, set[str]] = {}
        if self.fact:
            found[self.fact] = {t for t in (self.at_least, self.below) if t}
        for part in self.parts:
            for fact, ids in part.thresholds().items():
                found.setdefault(fact, set()).update(ids)
        return found


class Fact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that can be asked, seen or measured.

    ``universal`` facts belong to the screen that every client gets; others are asked when ``asked_when``
    holds. ``least`` and ``most`` bound a number in ``unit``.
    """

    id: str
    kind: Literal["yes_no", "number", "choice", "regions"]
    group: Group
    label: str
    #: The question in a therapist's plain words.
    ask: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    #: Of a choice: the id and the words of each.
    choices: dict[str, str] = field(default_factory=dict)
    #: Of a number: a value that is nothing to remark on, for a client of whom nothing else is said.
    usual: float | None = None
    universal: bool = False
    asked_when: When | None = None
    red_flag: bool = False
    sources: tuple[str, ...] = ()


class Modification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change to a session: what it is about, and what to do, in plain words."""

    about: Literal["pressure", "strokes", "position", "duration", "product", "place", "pace", "setting"]
    text: str
    #: Strokes that are left out, by id.
    without: tuple[str, ...] = ()
    #: The longest session in minutes, as the id of a threshold or of a timing with a high end.
    at_most: str = ""


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When ``when`` holds, the decision is at least ``decision``.

    ``extent`` is local where only some regions are to be avoided: those in ``avoid``, and those that the
    regions fact ``site`` names. ``conditions`` are the rows of ``data/conditions.yaml`` that this rule stands for.
    """

    id: str
    name: str
    when: When
    decision: Decision
    extent: Literal["local", "general"] = "general"
    avoid: tuple[str, ...] = ()
    site: str = ""
    modify: tuple[Modification, ...] = ()
    why: str
    #: What to do next, in plain words: whom to send to, what to say.
    then: str = ""
    sources: tuple[str, ...]
    conflict: str = ""
    conditions: tuple[str, ...] = ()
    signoff: bool = False


class Screening(Struct, frozen=True, kw_only=True):
    """All facts and rules of a course, the values of the thresholds that rules name, and the regions of the back map.

    ``thresholds`` holds a course's thresholds, and the high ends of its timings. Without ``regions`` any name passes.
    """

    facts: dict[str, Fact] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    thresholds: dict[str, float] = field(default_factory=dict)
    regions: tuple[str, ...] = ()


class Conclusion(Struct, frozen=True):
    """One rule that holds, and the regions that it keeps clear for this client."""

    rule: Rule
    avoid: tuple[str, ...]


class ToAsk(Struct, frozen=True):
    """A decisive fact that is not known: what to ask, and the decision that each answer would lead to."""

    fact: Fact
    #: Answer in plain words -> the decision it would lead to, everything else as it is known now.
    answers: dict[str, Decision]
    changes: bool
    #: The gravest decision that it, and the questions that it opens, can lead to.
    leads: Decision


class Outcome(Struct, frozen=True):
    """What a screening concludes. It is provisional while something decisive is still to be asked."""

    decision: Decision
    conclusions: tuple[Conclusion, ...]
    ask: tuple[ToAsk, ...]

    @property
    def provisional(self) -> bool:
        """Whether something decisive is unknown."""
        return bool(self.ask)

    @property
    def extent(self) -> Literal["none", "local", "general"]:
        """Whether what was found concerns the whole session or only some regions."""
        found = [c for c in self.conclusions if c.rule.decision != "treat"]
        if not found:
            return "none"
        return "general" if any(c.rule.extent == "general" for c in found) else "local"

    @property
    def avoid(self) -> tuple[str, ...]:
        """The regions to keep clear, each once, in the order of the conclusions."""
        return tuple(dict.fromkeys(r for c in self.conclusions for r in c.avoid))

    @property
    def modify(self) -> tuple[Modification, ...]:
        """All changes to the session, each once, in the order of the conclusions."""
        return tuple(dict.fromkeys(m for c in self.conclusions for m in c.rule.modify))
