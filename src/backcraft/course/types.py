"""Types of the facts, one per file in ``data/``. Every fact names its sources by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from msgspec import Struct, field

#: Where a fact comes from: a seed document, a standard of the profession, a study, or a decision of this course.
Origin = Literal["seed", "standard", "evidence", "course"]
Side = Literal["left", "right", "both", "midline"]
#: How far a fact may be stated: as the course's teaching, as one side of a conflict, or as a claim to appraise.
Stance = Literal["taught", "disputed", "doubtful"]
#: How sure the statement is, on the words that lessons use.
Sureness = Literal["well supported", "some support", "source says so", "unsupported", "contradicted"]


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A work that facts rest on. ``label`` is the short citation, such as ``S1`` or ``Moyer 2004``."""

    id: str
    label: str
    origin: Origin
    title: str
    authors: str = ""
    year: int | None = None
    #: DOI, PubMed number, standard's number or address: enough to find the work again.
    identifier: str = ""
    #: What the work is, or what the study found, in one or two sentences.
    found: str


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One statement with its origin. ``verdict`` says how the course treats it where it is not simply taught."""

    id: str
    text: str
    topic: str
    sources: tuple[str, ...]
    stance: Stance = "taught"
    sureness: Sureness = "source says so"
    verdict: str = ""
    #: Rows of the seeds' own lists that this fact covers, so that a test can tell that none is missing.
    facts: tuple[str, ...] = ()


class Timing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number with its unit: a rate, a limit, a duration or a count.

    ``low`` and ``high`` are in ``unit``; a limit has only ``high``, a least number only ``low``.
    """

    id: str
    label: str
    low: float | None = None
    high: float | None = None
    unit: str
    sources: tuple[str, ...]
    stroke: str = ""
    note: str = ""
    #: A decision of the course that a clinician should confirm.
    signoff: bool = False
    #: Rows of the seeds' own lists that this fact covers, so that a test can tell that none is missing.
    facts: tuple[str, ...] = ()


class Stroke(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A massage stroke as the sources describe it, with its names in both traditions."""

    id: str
    name: str
    western: str
    group: str
    #: What part of the hand works.
    tool: str
    direction: str
    #: 1 light .. 3 deep; the course's ordering of the sources' words.
    depth: Literal[1, 2, 3]
    how: str
    said_to: str
    sureness: Sureness
    sources: tuple[str, ...]
    also: tuple[str, ...] = ()
    #: Words of the glossary, by id, that name this stroke in one tradition or the other.
    words: tuple[str, ...] = ()
    #: Rows of the seeds' own lists that this fact covers, so that a test can tell that none is missing.
    facts: tuple[str, ...] = ()


class Medium(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A school's own photograph or film of a stroke. Without a row a stroke shows none."""

    id: str
    stroke: str
    #: The file below the course folder, in ``media/``.
    file: str
    #: What it shows, in words, for those who cannot see it.
    alt: str
    caption: str = ""


class SequenceStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of a sequence model; ``strokes`` are stroke ids, minutes where the source states them."""

    name: str
    text: str = ""
    strokes: tuple[str, ...] = ()
    minutes_low: float | None = None
    minutes_high: float | None = None


class Sequence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named model of a whole massage, such as S1's four stages."""

    id: str
    name: str
    sources: tuple[str, ...]
    steps: tuple[SequenceStep, ...]
    note: str = ""
    #: Whether a learner is watched at it: not at self-massage, nor at a model whose strokes the course leaves out.
    watched: bool = True
    #: Rows of the seeds' own lists that this fact covers, so that a test can tell that none is missing.
    facts: tuple[str, ...] = ()


#: What a line of a checklist is for, and the names in braces that its text may use.
CHECKED: Final[Mapping[str, frozenset[str]]] = {
    "all": frozenset(),
    "stroke": frozenset({"name", "western", "tool", "direction", "depth"}),
    "rate": frozenset({"rate"}),
    "limit": frozenset({"limit"}),
    "percussive": frozenset(),
    "sequence": frozenset(),
    "step": frozenset({"n", "step", "minutes"}),
}


class CheckItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the hands-on checklists: for all, every stroke or sequence, each step of a sequence, or strokes that
    have a stated rate, a limit of time, or are percussive. The text names what the data say in braces: ``{tool}``.
    """

    id: str
    applies: Literal["all", "stroke", "rate", "limit", "percussive", "sequence", "step"]
    text: str
    #: Without it nothing else makes up for it.
    safety: bool = False
    #: Where none is named, those of the stroke, the sequence, the rate or the limit.
    sources: tuple[str, ...] = ()


class Rating(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A level of the rating of a hands-on check as a whole; ``value`` orders them, 1 the lowest."""

    id: str
    value: int
    label: str
    passes: bool
    means: str
    sources: tuple[str, ...]


class Region(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An area of the back map. ``caution`` says why to keep pressure away; empty where the area may be worked."""

    id: str
    name: str
    side: Side
    description: str
    sources: tuple[str, ...] = ()
    caution: str = ""


class Condition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A state of health that the sources name as indication, precaution or contraindication."""

    id: str
    name: str
    role: Literal["contraindication", "precaution", "indication", "red flag"]
    extent: Literal["local", "general", "depends"]
    text: str
    sources: tuple[str, ...]
    verdict: str = ""
    #: Why no screening rule stands for it, where none does.
    no_rule: str = ""
    #: Rows of the seeds' own lists that this fact covers, so that a test can tell that none is missing.
    facts: tuple[str, ...] = ()


class Conflict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A matter on which sources differ: the positions with their sources, and how the course decides."""

    class Position(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """One side of the conflict."""

        text: str
        sources: tuple[str, ...]

    id: str
    title: str
    positions: tuple[Position, ...]
    course: str
    modules: tuple[int, ...]
    signoff: bool = False


class Objective(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a learner can do after a module."""

    id: str
    module: int
    text: str


class Module(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A module of the course; ``slug`` names its lesson file."""

    number: int
    slug: str
    title: str
    summary: str
    minutes: int
    safety: bool = False


class Term(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word of the glossary."""

    id: str
    term: str
    meaning: str
    sources: tuple[str, ...] = ()


class Threshold(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number at which a teaching rule changes its decision, with its source; for a clinician's sign-off."""

    id: str
    label: str
    value: float
    unit: str
    sources: tuple[str, ...]
    note: str = ""
    signoff: bool = True


class Exam(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The blueprint of a practice exam: from which modules its questions come, how many, and what passes."""

    class Area(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """A part of the exam: modules, and the share of the questions in percent."""

        name: str
        modules: tuple[int, ...]
        share: float

    id: str
    title: str
    #: How many questions, and the minutes for them where the learner wishes to be timed.
    questions: int
    minutes: int
    #: The least mark that passes, and the least part of the questions that is about safety; both in percent.
    pass_mark: float
    safety: float
    #: Questions of which any but the right answer misses an emergency, and how many of them are asked at least.
    emergencies: tuple[str, ...]
    emergencies_asked: int
    areas: tuple[Area, ...]
    #: Kinds of question that are not asked, as they take too long for the time given.
    without: tuple[str, ...] = ()
    sources: tuple[str, ...]
    #: Figures that a clinician or a school should confirm.
    signoff: bool = True


class Client(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invented client to plan a session for: a role and an age, never a name.

    ``known`` holds what is known, by fact of ``data/intake.yaml``, written as in a client case.
    """

    id: str
    role: str
    age: int
    #: What is known, in one or two plain sentences.
    text: str
    known: dict[str, str] = field(default_factory=dict)
    #: Which session this is, counted from 1 within the course of treatment.
    session: int = 1


class Weighing(Struct, frozen=True):
    """What one screening rule makes of a condition: the rule's name, its decision, and how far that reaches."""

    #: The condition's id.
    condition: str
    name: str
    decision: str
    extent: Literal["local", "general"]


class Course(Struct, frozen=True, kw_only=True):
    """All facts of one course, each kind keyed by id."""

    name: str
    language: str = "en"
    sources: dict[str, Source] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    timings: dict[str, Timing] = field(default_factory=dict)
    strokes: dict[str, Stroke] = field(default_factory=dict)
    media: dict[str, Medium] = field(default_factory=dict)
    sequences: dict[str, Sequence] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    objectives: dict[str, Objective] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    thresholds: dict[str, Threshold] = field(default_factory=dict)
    checklists: dict[str, CheckItem] = field(default_factory=dict)
    ratings: dict[str, Rating] = field(default_factory=dict)
    exams: dict[str, Exam] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    #: What the screening rules make of conditions: taken from the rules on loading, written nowhere else.
    weighings: tuple[Weighing, ...] = ()

    def cited(self, ids: Iterable[str]) -> list[dict[str, str]]:
        """Return sources as a view shows them: id, label, title and what was found; unknown ids are left out."""
        found = (self.sources[i] for i in ids if i in self.sources)
        return [{"id": s.id, "label": s.label, "title": s.title, "found": s.found} for s in found]
