"""What a cell of a lesson calls, one line a cell: ``quiz("06-strokes-groups")``, ``figure("strokes-by-depth")``.

Every call displays one output. It holds ``text/plain`` and ``text/html`` that say what is shown, which is what
stands in a notebook that is not running, on a code host and on paper; and, where there is something to do, the
live widget. A wrong id is one plain sentence in the output.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakSet

from IPython import get_ipython
from IPython.display import display
from msgspec import Struct

from backcraft.cases import Cases
from backcraft.cases.activity import CaseActivity
from backcraft.cases.day import Day
from backcraft.cases.overview import Overview
from backcraft.content import contents, drawn, find_course, open_cases, open_course, open_screening
from backcraft.content.locate import VARIABLE
from backcraft.course import Course
from backcraft.course.figure import Facts
from backcraft.grading import cases as graded_cases
from backcraft.grading import released
from backcraft.grading.cases import GradedCase
from backcraft.grading.handin import HandInDesk
from backcraft.grading.items import Paper
from backcraft.grading.session import GradedSession, GradedTempo
from backcraft.practice.checklist import ChecklistActivity, checklists
from backcraft.practice.motion import MotionActivity, MotionDesk, measurable
from backcraft.practice.plan import PlanActivity, starts
from backcraft.practice.tempo import TempoActivity, protocols
from backcraft.problems import UserError, suggestion
from backcraft.questions import sheet
from backcraft.questions.bank import Bank
from backcraft.questions.session import QuizSession
from backcraft.records.desk import Activity, Desk
from backcraft.records.exam import ExamDesk, PracticeExam
from backcraft.records.exam.draw import NUMBERS
from backcraft.records.home import Home, HomeDesk
from backcraft.records.keeper import Keeper, new_token, utc_now
from backcraft.records.reading import Reading
from backcraft.records.record import Record, as_builtins
from backcraft.safety import Screening
from backcraft.widgets import views
from backcraft.widgets.host import View

# The same names as `content.calls.CALLS`, which says what may run by itself.
__all__ = [
    "assignment",
    "case",
    "checklist",
    "clients",
    "exam",
    "figure",
    "hands_on",
    "home",
    "marking",
    "motion",
    "plan",
    "quiz",
    "reading",
    "reasoning",
    "tempo",
]


class _Own(Protocol):
    """What answers its view by itself, and keeps nothing in the folder's record."""

    id: str
    view: str

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Return the reply to one message."""


class _Shown(Struct):
    """What one call displays: its words as text and HTML, and the activity behind it, if there is one."""

    text: str
    html: str
    activity: Activity | None = None
    own: _Own | None = None


@cache
def _root() -> Path:
    """Return the course that this kernel was started for, else the one that is found from here."""
    named = os.environ.get(VARIABLE)
    return find_course(Path(named) if named else None)


@cache
def _course() -> tuple[Course, Bank]:
    return open_course(_root())


@cache
def _cases() -> tuple[Cases, Screening]:
    return open_cases(_root()), open_screening(_root())


@cache
def _keeper() -> Keeper:
    """Open the record of the folder that the notebook lies in, at the first answer or greeting."""
    return Keeper(Path.cwd(), clock=utc_now, token=new_token)


def _show(make: Callable[[], _Shown]) -> None:
    try:
        shown = make()
    except UserError as error:
        shown = _Shown(str(error), f'<p class="backcraft-problem" role="alert">{escape(str(error))}</p>')
    if get_ipython() is None:
        print(shown.text)
        return
    data: dict[str, Any] = {"text/plain": shown.text, "text/html": shown.html}
    if shown.activity is not None or shown.own is not None:
        view = _live(shown.activity) if shown.activity is not None else _alone(shown.own)
        live, _ = view._repr_mimebundle_()
        data = {**live, **data}
    display(data, raw=True)


#: The widgets of this kernel by activity: a second tab runs the notebook again and has widgets of its own.
_open: defaultdict[str, WeakSet[View]] = defaultdict(WeakSet)


def _live(activity: Activity) -> View:
    """Make the widget of an activity; what is saved in one is shown in every other of the same activity."""
    views_of_it = _open[activity.id]

    def told(record: Record, feedback: dict[str, Any] | None) -> None:
        for other in views_of_it:
            if other is not view:
                other.push("elsewhere", record=as_builtins(record), feedback=feedback)

    desk = Desk(_keeper, activity, told)
    answering = desk.answer
    if isinstance(activity, Home):
        answering = HomeDesk(desk, _keeper, activity, new_token).answer
    elif isinstance(activity, MotionActivity):
        answering = MotionDesk(desk.answer).answer
    elif isinstance(activity, PracticeExam):
        answering = ExamDesk(
            desk, _keeper, activity, clock=utc_now, token=new_token, chance=lambda: secrets.choice(NUMBERS), told=told
        ).answer
    elif isinstance(activity, GradedSession):
        user = os.environ.get("JUPYTERHUB_USER", "")
        answering = HandInDesk(desk, _keeper, activity, clock=utc_now, token=new_token, user=user).answer
    view = View(activity.view, activity.id, answering)
    views_of_it.add(view)
    return view


def _alone(own: _Own | None) -> View:
    """Make the widget of what answers by itself."""
    assert own is not None
    view = View(own.view, own.id, own.answer)
    _open[own.id].add(view)
    return view


def _missing(kind: str, id_: object, known: list[str]) -> UserError:
    hint = suggestion(str(id_), known)
    return UserError(f'This course has no {kind} "{id_}"{hint or ". Please tell your instructor."}')


def quiz(id: str) -> None:  # noqa: A002 - read aloud, a lesson says quiz(id)
    """Show a quiz."""
    _show(lambda: _quiz(id))


def _quiz(id_: str) -> _Shown:
    course, bank = _course()
    if not isinstance(id_, str) or id_ not in bank.quizzes:
        raise _missing("quiz", id_, list(bank.quizzes))
    title = bank.quizzes[id_].title
    questions = bank.of(id_)
    words = views.words()
    return _Shown(
        sheet.as_text(title, questions, words),
        sheet.as_html(title, questions, words),
        QuizSession(course, bank, id_),
    )


def case(id: str) -> None:  # noqa: A002
    """Show a client case."""
    _show(lambda: _case(id))


def _case(id_: str) -> _Shown:
    course, _ = _course()
    cases, screening = _cases()
    if not isinstance(id_, str) or id_ not in cases.cases:
        raise _missing("client case", id_, list(cases.cases))
    activity = CaseActivity(course, screening, cases.table(), cases.cases[id_])
    return _lines(activity, "backcraft-case")


def exam(id: str) -> None:  # noqa: A002
    """Show a practice exam."""
    _show(lambda: _exam(id))


def _exam(id_: str) -> _Shown:
    course, bank = _course()
    if not isinstance(id_, str) or id_ not in course.exams:
        raise _missing("exam", id_, list(course.exams))
    lessons = contents.read(_root()).values()
    activity = PracticeExam(course, bank, course.exams[id_], lessons, _keeper, utc_now)
    return _Shown("\n".join(activity.plain()), activity.html(), activity)


def clients() -> None:
    """Show a day of mixed clients to practise on."""
    _show(_clients)


def _clients() -> _Shown:
    course, _ = _course()
    cases, screening = _cases()
    return _lines(Day(course, screening, cases, lambda: _keeper().records()), "backcraft-case")


def reasoning() -> None:
    """Show how the learner's decisions on client cases compare with those that were due."""
    _show(_reasoning)


def _reasoning() -> _Shown:
    cases, screening = _cases()
    if not cases.cases:
        raise UserError("This course has no client cases yet.")
    return _lines(Overview(cases, screening, lambda: _keeper().records()), "backcraft-reasoning")


def _lines(activity: CaseActivity | ChecklistActivity | Day | Overview | PlanActivity, name: str) -> _Shown:
    """Return what stands in the notebook for an activity that says itself in lines, its title first."""
    title, *lines = activity.plain()
    body = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    html = f'<section class="{name}">\n<h3>{escape(title)}</h3>\n{body}</section>'
    return _Shown("\n".join([title, *lines]), html, activity)


def tempo(id: str) -> None:  # noqa: A002
    """Show the tempo exercise of a stroke."""
    _show(lambda: _tempo(id))


def _tempo(id_: str) -> _Shown:
    course, _ = _course()
    known = protocols(course)
    if not isinstance(id_, str) or id_ not in known:
        raise _missing("tempo exercise", id_, list(known))
    return _tapping(TempoActivity(course, id_))


def checklist(id: str) -> None:  # noqa: A002
    """Show the hands-on checklist of a stroke or a sequence."""
    _show(lambda: _checklist(id))


def _checklist(id_: str) -> _Shown:
    course, _ = _course()
    known = checklists(course)
    if not isinstance(id_, str) or id_ not in known:
        raise _missing("hands-on checklist", id_, list(known))
    return _lines(ChecklistActivity(course, id_), "backcraft-sheet")


def plan(id: str = "") -> None:  # noqa: A002
    """Show the session planner, empty or started with a named model or a client."""
    _show(lambda: _plan(id))


def _plan(id_: str) -> _Shown:
    course, _ = _course()
    known = starts(course)
    if not isinstance(id_, str) or (id_ and id_ not in known):
        raise _missing("plan to start from", id_, known)
    return _lines(PlanActivity(course, _cases()[1], id_), "backcraft-sheet")


def motion(id: str) -> None:  # noqa: A002
    """Show the measuring of a stroke's tempo by phone."""
    _show(lambda: _motion(id))


def _motion(id_: str) -> _Shown:
    course, _ = _course()
    known = measurable(course)
    if not isinstance(id_, str) or id_ not in known:
        raise _missing("tempo by phone", id_, list(known))
    return _tapping(MotionActivity(course, id_))


def _tapping(activity: TempoActivity | MotionActivity) -> _Shown:
    title, *task = activity.plain()
    items = "".join(f"<li>{escape(line)}</li>" for line in task)
    html = f'<section class="backcraft-sheet">\n<h3>{escape(title)}</h3>\n<ul>{items}</ul>\n</section>'
    return _Shown("\n".join([title, *(f"- {line}" for line in task)]), html, activity)


def reading(id: str) -> None:  # noqa: A002
    """Show the tick "I have read this section" of ``lesson/section``."""
    _show(lambda: _reading(id))


def _reading(id_: str) -> _Shown:
    lessons = contents.read(_root())
    known = {f"{lesson.slug}/{s.id}": (lesson.slug, s) for lesson in lessons.values() for s in lesson.sections}
    if not isinstance(id_, str) or id_ not in known:
        raise _missing("section", id_, list(known))
    slug, section = known[id_]
    words = views.words()["reading.tick"]
    text = f"[ ] {words}: {section.title}"
    html = f'<p class="backcraft-tick">\u2610 {escape(words)}</p>'
    return _Shown(text, html, Reading(slug, section.id, section.title))


def home() -> None:
    """Show the course's lessons, how far the learner is, and what to do next."""
    _show(_home)


def _home() -> _Shown:
    course, bank = _course()
    cases, screening = _cases()
    entries = list(contents.read(_root()).values())
    exams = [PracticeExam(course, bank, one, entries, _keeper, utc_now) for one in course.exams.values()]

    activity = Home(course, bank, entries, _keeper, cases, screening, exams)
    return _Shown(activity.as_text(), activity.as_html(), activity)


def assignment(id: str) -> None:  # noqa: A002
    """Show a released assignment, or one exercise of it (``assignment/tempo-rubbing``)."""
    _show(lambda: _assignment(id))


def _assignment(id_: str) -> _Shown:
    name, _, exercise = str(id_).partition("/")
    # Jupyter's server says which notebook a kernel is for; elsewhere the folder holds one notebook of an assignment.
    own = Path(os.environ.get("JPY_SESSION_NAME", "")).name
    path, release = released.find(Path.cwd(), name, own)
    if exercise.startswith("case-"):
        return _graded_case(release, exercise)
    if exercise:
        stroke = exercise.removeprefix("tempo-")
        if stroke not in release.tempo:
            raise _missing("exercise of this assignment", exercise, [f"tempo-{s}" for s in release.tempo])
        return _tapping(GradedTempo(_course()[0], release, stroke))
    papers = [Paper(item) for item in release.questions]
    words = views.words()
    session = GradedSession(release, path.name)
    return _Shown(sheet.as_text(release.title, papers, words), sheet.as_html(release.title, papers, words), session)


def marking(id: str) -> None:  # noqa: A002
    """Show an instructor's desk for marking longer answers; it works in a bank's folder alone."""
    _show(lambda: _marking(id))


def _marking(id_: str) -> _Shown:
    try:
        # The instructor's rooms and their libraries are loaded by nobody else.
        from backcraft.grading.desk_command import open_desk
    except ImportError as error:
        text = f"Marking needs {error.name}: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    desk = open_desk(Path.cwd(), str(id_), utc_now)

    def told(item: dict[str, Any]) -> None:
        for view in _open[desk.id]:
            view.push("marked", item=item)

    desk.told = told
    title = views.words()["desk.title"].replace("{title}", desk.title)
    return _Shown(title, f"<h3>{escape(title)}</h3>", own=desk)


def hands_on() -> None:
    """Show an instructor's page for the hands-on checks of a class; it works in a bank's folder alone."""
    _show(_hands_on)


def _hands_on() -> _Shown:
    try:
        from backcraft.grading.hands_on_command import open_page
    except ImportError as error:
        text = f"Hands-on checks need {error.name}: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    desk = open_page(Path.cwd(), _keeper)
    title, *lines = desk.plain()
    return _Shown("\n".join([title, *lines]), f"<h3>{escape(title)}</h3>", own=desk)


def _graded_case(release: released.Release, exercise: str) -> _Shown:
    found = graded_cases.read(release)
    one = found.get(exercise.removeprefix("case-"))
    if one is None:
        raise _missing("client case of this assignment", exercise, [])
    cases, screening = _cases()
    try:
        marks = cases.table()
    except ValueError:
        raise UserError("This course has no client cases, so this one cannot be played. Ask your teacher.") from None
    return _lines(GradedCase(_course()[0], screening, marks, release, one), "backcraft-case")


def figure(id: str) -> None:  # noqa: A002
    """Show a figure as it was drawn when the course was built."""
    _show(lambda: _figure(id))


def _figure(id_: str) -> _Shown:
    found = drawn.read(_root(), id_) if isinstance(id_, str) else None
    if found is None:
        raise _missing("figure", id_, drawn.stored(_root()))
    facts = found.facts
    table = [facts.columns, *facts.rows] if facts.columns else []
    lines = [f"Figure: {facts.title}", facts.alt, *(" | ".join(row) for row in table)]
    # As a picture's address and not as inline SVG: that stands in an untrusted notebook too, and its ids stay apart.
    source = base64.b64encode(found.svg.encode()).decode()
    html = [
        '<figure class="backcraft-figure">',
        f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(facts.alt)}" style="max-width: 100%">',
        f"<figcaption>{escape(facts.title)}</figcaption>",
    ]
    if table:
        summary = f"<summary>{escape(views.words()['figure.table'])}</summary>"
        html += ["<details>", summary, _table(facts), "</details>"]
    return _Shown("\n".join(lines), "\n".join([*html, "</figure>"]))


def _table(facts: Facts) -> str:
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in facts.columns)
    rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in facts.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
