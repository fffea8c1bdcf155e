"""How a call of a lesson is shown: its words as text and HTML, and the live widget with what answers it."""

from __future__ import annotations

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
from backcraft.content import find_course, open_cases, open_course, open_screening
from backcraft.content.locate import VARIABLE
from backcraft.course import Course
from backcraft.grading.handin import HandInDesk
from backcraft.grading.session import GradedSession
from backcraft.practice.checklist import ChecklistActivity
from backcraft.practice.motion import MotionActivity, MotionDesk
from backcraft.practice.plan import PlanActivity
from backcraft.practice.tempo import TempoActivity
from backcraft.problems import UserError, suggestion
from backcraft.questions.bank import Bank
from backcraft.records.desk import Activity, Desk
from backcraft.records.exam import ExamDesk, PracticeExam
from backcraft.records.exam.draw import NUMBERS
from backcraft.records.home import Home, HomeDesk
from backcraft.records.keeper import Keeper, new_token, utc_now
from backcraft.records.record import Record, as_builtins
from backcraft.safety import Screening
from backcraft.widgets.host import View


class Own(Protocol):
    """What answers its view by itself, and keeps nothing in the folder's record."""

    id: str
    view: str

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Return the reply to one message."""


class Shown(Struct):
    """What one call displays: its words as text and HTML, and the activity behind it, if there is one."""

    text: str
    html: str
    activity: Activity | None = None
    own: Own | None = None


@cache
def root() -> Path:
    """Return the course that this kernel was started for, else the one that is found from here."""
    named = os.environ.get(VARIABLE)
    return find_course(Path(named) if named else None)


@cache
def read_course() -> tuple[Course, Bank]:
    """Return the facts and the questions."""
    return open_course(root())


@cache
def read_cases() -> tuple[Cases, Screening]:
    """Return the client cases, and what they are screened by."""
    return open_cases(root()), open_screening(root())


@cache
def keeper() -> Keeper:
    """Open the record of the folder that the notebook lies in, at the first answer or greeting."""
    return Keeper(Path.cwd(), clock=utc_now, token=new_token)


def show(make: Callable[[], Shown]) -> None:
    """Display what a call makes; a person's slip is one plain sentence."""
    try:
        shown = make()
    except UserError as error:
        shown = Shown(str(error), f'<p class="backcraft-problem" role="alert">{escape(str(error))}</p>')
    if get_ipython() is None:
        print(shown.text)
        return
    data: dict[str, Any] = {"text/plain": shown.text, "text/html": shown.html}
    if shown.activity is not None or shown.own is not None:
        view = live_view(shown.activity) if shown.activity is not None else own_view(shown.own)
        live, _ = view._repr_mimebundle_()
        data = {**live, **data}
    display(data, raw=True)


#: The widgets of this kernel by activity: a second tab runs the notebook again and has widgets of its own.
open_views: defaultdict[str, WeakSet[View]] = defaultdict(WeakSet)


def live_view(activity: Activity) -> View:
    """Make the widget of an activity; what is saved in one is shown in every other of the same activity."""
    views_of_it = open_views[activity.id]

    def told(record: Record, feedback: dict[str, Any] | None) -> None:
        for other in views_of_it:
            if other is not view:
                other.push("elsewhere", record=as_builtins(record), feedback=feedback)

    desk = Desk(keeper, activity, told)
    answering = desk.answer
    if isinstance(activity, Home):
        answering = HomeDesk(desk, keeper, activity, new_token).answer
    elif isinstance(activity, MotionActivity):
        answering = MotionDesk(desk.answer).answer
    elif isinstance(activity, PracticeExam):
        answering = ExamDesk(
            desk, keeper, activity, clock=utc_now, token=new_token, chance=lambda: secrets.choice(NUMBERS), told=told
        ).answer
    elif isinstance(activity, GradedSession):
        user = os.environ.get("JUPYTERHUB_USER", "")
        answering = HandInDesk(desk, keeper, activity, clock=utc_now, token=new_token, user=user).answer
    view = View(activity.view, activity.id, answering)
    views_of_it.add(view)
    return view


def own_view(own: Own | None) -> View:
    """Make the widget of what answers by itself."""
    assert own is not None
    view = View(own.view, own.id, own.answer)
    open_views[own.id].add(view)
    return view


def missing(kind: str, id_: object, known: list[str]) -> UserError:
    """Return what a learner reads of an id that there is not."""
    hint = suggestion(str(id_), known)
    return UserError(f'This course has no {kind} "{id_}"{hint or ". Please tell your instructor."}')


def in_lines(activity: CaseActivity | ChecklistActivity | Day | Overview | PlanActivity, name: str) -> Shown:
    """Return what stands in the notebook for an activity that says itself in lines, its title first."""
    title, *lines = activity.plain()
    body = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    html = f'<section class="{name}">\n<h3>{escape(title)}</h3>\n{body}</section>'
    return Shown("\n".join([title, *lines]), html, activity)


def as_list(activity: TempoActivity | MotionActivity) -> Shown:
    """Return what stands in the notebook for an exercise: its title, and what it asks for."""
    title, *task = activity.plain()
    items = "".join(f"<li>{escape(line)}</li>" for line in task)
    html = f'<section class="backcraft-sheet">\n<h3>{escape(title)}</h3>\n<ul>{items}</ul>\n</section>'
    return Shown("\n".join([title, *(f"- {line}" for line in task)]), html, activity)
