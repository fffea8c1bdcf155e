"""From a gradebook and a bank to what the analysis takes in."""

from __future__ import annotations

from backcraft.cases import Case
from backcraft.cases.play import scenes
from backcraft.grading import release
from backcraft.grading.analysis.data import Class, Item, Learner, Option, in_order, learner
from backcraft.grading.bank import Private
from backcraft.grading.case_marking import parts
from backcraft.grading.gradebook import NOTHING, Gradebook
from backcraft.grading.types import Assignment
from backcraft.problems import UserError
from backcraft.questions.base import Question
from backcraft.safety import GRAVITY
from backcraft.widgets import views

#: Under which key an answer of a kind holds what can be counted: what was chosen, pointed at or written.
KEYS = {"single": "choice", "multiple": "choices", "hotspot": "regions", "numeric": "value", "short_text": "text"}


def item(question: Question, objective: str, regions: dict[str, str]) -> Item:
    """Return what the analysis needs of a question; ``regions`` are the names of the back's regions by id."""
    return Item(
        id=question.id,
        title=question.stem,
        kind=question.kind,
        objective=objective,
        safety=question.safety,
        options=_options(question, regions),
        key=KEYS.get(question.kind, ""),
    )


def _options(question: Question, regions: dict[str, str]) -> tuple[Option, ...]:
    if question.kind not in ("single", "multiple", "hotspot"):
        return ()
    right = next(iter(question.model().values()))
    wanted = {right} if isinstance(right, str) else set(right)
    if question.kind == "hotspot":
        # All regions could be chosen: those that are right, or that mistakes are written for, say the most.
        likely = [*question.model()["regions"], *(m.region for m in getattr(question, "mistakes", ()))]
        return tuple(Option(r, regions.get(r, r), r in wanted) for r in dict.fromkeys(likely))
    return tuple(Option(id_, text, id_ in wanted) for id_, text in zip(question.ids(), question.plain(), strict=True))


def items(bank: Private, one: Assignment) -> dict[str, Item]:
    """Return what is known of every question that an assignment could hold, by its name in the gradebook."""
    course = bank.course
    regions = {r.id: r.name for r in course.regions.values()}
    found = {}
    for question in bank.questions.values():
        objective = course.objectives.get(question.objective)
        found[question.id] = item(question, objective.text if objective else "", regions)
    for stroke in one.tempo:
        name = course.strokes[stroke].name if stroke in course.strokes else stroke
        found[f"tempo-{stroke}"] = Item(id=f"tempo-{stroke}", title=f"Tempo: {name}", kind="tempo")
    for id_ in one.cases:
        found.update({made.id: made for made in _case(bank, bank.case(id_))})
    return found


def _case(bank: Private, case: Case) -> list[Item]:
    """Return a case's decisions as questions: which of the six was given, beside the one that was due."""
    objective = bank.course.objectives.get(case.objective)
    words = views.words()
    made: list[Item] = []
    for name, scene in zip(parts(case), scenes(case, bank.rules.screening).values(), strict=True):
        options = tuple(Option(d, words[f"case.decision.{d}"], d == scene.decision) for d in GRAVITY)
        title = f"Client: {case.title}" + (", what happens next" if made else "")
        made.append(
            Item(
                id=name,
                title=title,
                kind="case",
                objective=objective.text if objective else "",
                safety=True,
                options=options,
                key="decision",
            )
        )
    return made


def read(bank: Private, one: Assignment, book: Gradebook) -> Class:
    """Return the class as it stands in a gradebook. Raise :class:`UserError` for an assignment it does not know."""
    if one.id not in book.assignments():
        raise UserError(f'The gradebook {book} holds no marks of "{one.id}". Mark it first: backcraft grade.')
    found: list[Learner] = []
    nothing = unread = 0
    for entry in book.entries(one.id):
        nothing += entry.status == NOTHING
        unread += entry.status == "not readable"
        if entry.parts:
            found.append(learner(entry.learner, entry.name, entry.parts))
    released = release.load(bank, one.id)
    beside = [*(name for id_ in one.cases for name in parts(bank.case(id_))), *(f"tempo-{s}" for s in one.tempo)]
    order = [*(released.questions if released else one.questions or bank.questions), *beside]
    notes = []
    if nothing:
        notes.append(f"{_count(nothing, 'learner')} handed in nothing and {'is' if nothing == 1 else 'are'} left out.")
    if unread:
        notes.append(f"{_count(unread, 'hand-in')} could not be read and {'is' if unread == 1 else 'are'} left out.")
    return Class(
        title=one.title, items=in_order(items(bank, one), order, found), learners=tuple(found), notes=tuple(notes)
    )


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"
