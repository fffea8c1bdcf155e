"""What a cell of a lesson calls, one line a cell: ``quiz("06-strokes-groups")``, ``figure("strokes-by-depth")``.

Every call displays one output. It holds ``text/plain`` and ``text/html`` that say what is shown, which is what
stands in a notebook that is not running, on a code host and on paper; and, where there is something to do, the
live widget. A wrong id is one plain sentence in the output.
"""

from __future__ import annotations

import base64
import os
from html import escape
from pathlib import Path
from typing import Any

from backcraft.cases.activity import CaseActivity
from backcraft.cases.day import Day
from backcraft.cases.overview import Overview
from backcraft.content import contents, drawn
from backcraft.course.figure import Facts
from backcraft.grading import cases as graded_cases
from backcraft.grading import released
from backcraft.grading.cases import GradedCase
from backcraft.grading.items import Paper
from backcraft.grading.session import GradedSession, GradedTempo
from backcraft.practice.checklist import ChecklistActivity, checklists
from backcraft.practice.motion import MotionActivity, measurable
from backcraft.practice.plan import PlanActivity, starts
from backcraft.practice.tempo import TempoActivity, protocols
from backcraft.problems import UserError
from backcraft.questions import sheet
from backcraft.questions.session import QuizSession
from backcraft.records.exam import PracticeExam
from backcraft.records.home import Home
from backcraft.records.keeper import utc_now
from backcraft.records.reading import Reading
from backcraft.showing import Shown, as_list, in_lines, keeper, missing, open_views, read_cases, read_course, root, show
from backcraft.widgets import views

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


def quiz(id: str) -> None:  # noqa: A002 - read aloud, a lesson says quiz(id)
    """Show a quiz."""
    show(lambda: _quiz(id))


def _quiz(id_: str) -> Shown:
    course, bank = read_course()
    if not isinstance(id_, str) or id_ not in bank.quizzes:
        raise missing("quiz", id_, list(bank.quizzes))
    title = bank.quizzes[id_].title
    questions = bank.of(id_)
    words = views.words()
    return Shown(
        sheet.as_text(title, questions, words),
        sheet.as_html(title, questions, words),
        QuizSession(course, bank, id_),
    )


def case(id: str) -> None:  # noqa: A002
    """Show a client case."""
    show(lambda: _case(id))


def _case(id_: str) -> Shown:
    course, _ = read_course()
    cases, screening = read_cases()
    if not isinstance(id_, str) or id_ not in cases.cases:
        raise missing("client case", id_, list(cases.cases))
    activity = CaseActivity(course, screening, cases.table(), cases.cases[id_])
    return in_lines(activity, "backcraft-case")


def exam(id: str) -> None:  # noqa: A002
    """Show a practice exam."""
    show(lambda: _exam(id))


def _exam(id_: str) -> Shown:
    course, bank = read_course()
    if not isinstance(id_, str) or id_ not in course.exams:
        raise missing("exam", id_, list(course.exams))
    lessons = contents.read(root()).values()
    activity = PracticeExam(course, bank, course.exams[id_], lessons, keeper, utc_now)
    return Shown("\n".join(activity.plain()), activity.html(), activity)


def clients() -> None:
    """Show a day of mixed clients to practise on."""
    show(_clients)


def _clients() -> Shown:
    course, _ = read_course()
    cases, screening = read_cases()
    return in_lines(Day(course, screening, cases, lambda: keeper().records()), "backcraft-case")


def reasoning() -> None:
    """Show how the learner's decisions on client cases compare with those that were due."""
    show(_reasoning)


def _reasoning() -> Shown:
    cases, screening = read_cases()
    if not cases.cases:
        raise UserError("This course has no client cases yet.")
    return in_lines(Overview(cases, screening, lambda: keeper().records()), "backcraft-reasoning")


def tempo(id: str) -> None:  # noqa: A002
    """Show the tempo exercise of a stroke."""
    show(lambda: _tempo(id))


def _tempo(id_: str) -> Shown:
    course, _ = read_course()
    known = protocols(course)
    if not isinstance(id_, str) or id_ not in known:
        raise missing("tempo exercise", id_, list(known))
    return as_list(TempoActivity(course, id_))


def checklist(id: str) -> None:  # noqa: A002
    """Show the hands-on checklist of a stroke or a sequence."""
    show(lambda: _checklist(id))


def _checklist(id_: str) -> Shown:
    course, _ = read_course()
    known = checklists(course)
    if not isinstance(id_, str) or id_ not in known:
        raise missing("hands-on checklist", id_, list(known))
    return in_lines(ChecklistActivity(course, id_), "backcraft-sheet")


def plan(id: str = "") -> None:  # noqa: A002
    """Show the session planner, empty or started with a named model or a client."""
    show(lambda: _plan(id))


def _plan(id_: str) -> Shown:
    course, _ = read_course()
    known = starts(course)
    if not isinstance(id_, str) or (id_ and id_ not in known):
        raise missing("plan to start from", id_, known)
    return in_lines(PlanActivity(course, read_cases()[1], id_), "backcraft-sheet")


def motion(id: str) -> None:  # noqa: A002
    """Show the measuring of a stroke's tempo by phone."""
    show(lambda: _motion(id))


def _motion(id_: str) -> Shown:
    course, _ = read_course()
    known = measurable(course)
    if not isinstance(id_, str) or id_ not in known:
        raise missing("tempo by phone", id_, list(known))
    return as_list(MotionActivity(course, id_))


def reading(id: str) -> None:  # noqa: A002
    """Show the tick "I have read this section" of ``lesson/section``."""
    show(lambda: _reading(id))


def _reading(id_: str) -> Shown:
    lessons = contents.read(root())
    known = {f"{lesson.slug}/{s.id}": (lesson.slug, s) for lesson in lessons.values() for s in lesson.sections}
    if not isinstance(id_, str) or id_ not in known:
        raise missing("section", id_, list(known))
    slug, section = known[id_]
    words = views.words()["reading.tick"]
    text = f"[ ] {words}: {section.title}"
    html = f'<p class="backcraft-tick">\u2610 {escape(words)}</p>'
    return Shown(text, html, Reading(slug, section.id, section.title))


def home() -> None:
    """Show the course's lessons, how far the learner is, and what to do next."""
    show(_home)


def _home() -> Shown:
    course, bank = read_course()
    cases, screening = read_cases()
    entries = list(contents.read(root()).values())
    exams = [PracticeExam(course, bank, one, entries, keeper, utc_now) for one in course.exams.values()]

    activity = Home(course, bank, entries, keeper, cases, screening, exams)
    return Shown(activity.as_text(), activity.as_html(), activity)


def assignment(id: str) -> None:  # noqa: A002
    """Show a released assignment, or one exercise of it (``assignment/tempo-rubbing``)."""
    show(lambda: _assignment(id))


def _assignment(id_: str) -> Shown:
    name, _, exercise = str(id_).partition("/")
    # Jupyter's server says which notebook a kernel is for; elsewhere the folder holds one notebook of an assignment.
    own = Path(os.environ.get("JPY_SESSION_NAME", "")).name
    path, release = released.find(Path.cwd(), name, own)
    if exercise.startswith("case-"):
        return _graded_case(release, exercise)
    if exercise:
        stroke = exercise.removeprefix("tempo-")
        if stroke not in release.tempo:
            raise missing("exercise of this assignment", exercise, [f"tempo-{s}" for s in release.tempo])
        return as_list(GradedTempo(read_course()[0], release, stroke))
    papers = [Paper(item) for item in release.questions]
    words = views.words()
    session = GradedSession(release, path.name)
    return Shown(sheet.as_text(release.title, papers, words), sheet.as_html(release.title, papers, words), session)


def marking(id: str) -> None:  # noqa: A002
    """Show an instructor's desk for marking longer answers; it works in a bank's folder alone."""
    show(lambda: _marking(id))


def _marking(id_: str) -> Shown:
    try:
        # The instructor's rooms and their libraries are loaded by nobody else.
        from backcraft.grading.desk_command import open_desk
    except ImportError as error:
        text = f"Marking needs {error.name}: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    desk = open_desk(Path.cwd(), str(id_), utc_now)

    def told(item: dict[str, Any]) -> None:
        for view in open_views[desk.id]:
            view.push("marked", item=item)

    desk.told = told
    title = views.words()["desk.title"].replace("{title}", desk.title)
    return Shown(title, f"<h3>{escape(title)}</h3>", own=desk)


def hands_on() -> None:
    """Show an instructor's page for the hands-on checks of a class; it works in a bank's folder alone."""
    show(_hands_on)


def _hands_on() -> Shown:
    try:
        from backcraft.grading.hands_on_command import open_page
    except ImportError as error:
        text = f"Hands-on checks need {error.name}: install it with  pip install 'backcraft[instructor]'"
        raise UserError(text) from None
    desk = open_page(Path.cwd(), keeper)
    title, *lines = desk.plain()
    return Shown("\n".join([title, *lines]), f"<h3>{escape(title)}</h3>", own=desk)


def _graded_case(release: released.Release, exercise: str) -> Shown:
    found = graded_cases.read(release)
    one = found.get(exercise.removeprefix("case-"))
    if one is None:
        raise missing("client case of this assignment", exercise, [])
    cases, screening = read_cases()
    try:
        marks = cases.table()
    except ValueError:
        raise UserError("This course has no client cases, so this one cannot be played. Ask your teacher.") from None
    return in_lines(GradedCase(read_course()[0], screening, marks, release, one), "backcraft-case")


def figure(id: str) -> None:  # noqa: A002
    """Show a figure as it was drawn when the course was built."""
    show(lambda: _figure(id))


def _figure(id_: str) -> Shown:
    found = drawn.read(root(), id_) if isinstance(id_, str) else None
    if found is None:
        raise missing("figure", id_, drawn.stored(root()))
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
    return Shown("\n".join(lines), "\n".join([*html, "</figure>"]))


def _table(facts: Facts) -> str:
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in facts.columns)
    rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in facts.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
