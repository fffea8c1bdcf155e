"""One learner's page of feedback: what stands on it, and the page itself."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from backcraft.content import contents
from backcraft.course import Course
from backcraft.grading.assignments import instant
from backcraft.grading.feedback import cases, notices, pictures
from backcraft.grading.feedback.answers import Parts, marked, parts
from backcraft.grading.feedback.text import number, shown, when
from backcraft.grading.gradebook.types import KEY, Entry, Part
from backcraft.grading.handin import clean_name
from backcraft.grading.rubric import Marked, read
from backcraft.grading.types import Assignment
from backcraft.problems import UserError
from backcraft.questions import sheet
from backcraft.questions.base import Question, certainty_points, verdict

HERE = Path(__file__).parent
_TEMPO = "tempo-"


class Row(Struct, frozen=True):
    """The marks of one objective: the words of the objective, what was got, and out of what."""

    text: str
    got: float
    of: float
    module: int

    @property
    def share(self) -> float:
        """What was got, from 0 to 1."""
        return self.got / self.of if self.of else 0.0


class Asked(Struct, kw_only=True):
    """One question on the page. ``verdict`` is right, partly, wrong, waiting, unanswered or unreadable."""

    number: int
    kind: str
    stem: str
    verdict: str
    points: str
    of: str
    parts: Parts
    explanation: str
    sources: list[dict[str, str]]
    picture: str = ""
    certainty: int | None = None
    certainty_points: int | None = None
    comment: str = ""
    rubric: Marked | None = None
    by_hand: bool = False


class Tapped(Struct, kw_only=True):
    """A tempo exercise on the page: its stroke, the mark, and each attempt."""

    stroke: str
    points: str
    of: str
    attempts: list[dict[str, Any]]
    comment: str = ""


def _is_question(part: Part) -> bool:
    return not part.question.startswith(_TEMPO) and not cases.is_case(part)


class Pages:
    """Makes the pages of one assignment; what all pages share is prepared once."""

    def __init__(
        self,
        one: Assignment,
        course: Course,
        root: Path,
        questions: Mapping[str, Question],
        words: Mapping[str, str],
        *,
        open_ids: Container[str] = (),
        known: cases.Cases = lambda _name: None,
    ) -> None:
        """``root`` is the course's folder; ``open_ids`` are the questions whose keys stand in the public course.

        ``known`` gives the bank's cases.
        """
        self._one = one
        self._course = course
        self._root = root
        self._questions = questions
        self._words = words
        self._open_ids = open_ids
        self._known = known
        self._regions = {r.id: r.name for r in course.regions.values()}
        environment = Environment(
            loader=FileSystemLoader(HERE),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(w=self.say, word=words.__getitem__, number=number, when=when, Markup=Markup)
        environment.filters.update(html=lambda t: Markup(sheet.html(t)), shown=shown)  # noqa: S704 - sheet escapes
        self._template = environment.get_template("page.html")
        self._css = Markup((HERE / "page.css").read_text("utf-8"))  # noqa: S704 - our own file

    def say(self, key: str, **values: object) -> str:
        """Return words of the catalogue."""
        return self._words[f"feedback.{key}"].format(**values)

    @cached_property
    def _lessons(self) -> dict[int, list[str]]:
        """The titles of the lessons of each module; where none is built, the module's."""
        found: dict[int, list[str]] = {}
        for lesson in contents.read(self._root).values():
            if lesson.module is not None:
                found.setdefault(lesson.module, []).append(lesson.title)
        for module in self._course.modules.values():
            found.setdefault(module.number, [module.title])
        return found

    def page(self, entry: Entry) -> bytes:
        """Return a learner's page. Raise :class:`UserError` for a question that the bank no longer has."""
        asked = [self._asked(n, p) for n, p in enumerate(filter(_is_question, entry.parts), 1)]
        played = [cases.played(p, self._known, self._words, self._verdict(p)) for p in entry.parts if cases.is_case(p)]
        tapped = [self._tapped(p) for p in entry.parts if p.question.startswith(_TEMPO)]
        rows = self._rows(entry.parts)
        text = self._template.render(
            css=self._css,
            title=shown(self._one.title),
            name=clean_name(entry.name) or clean_name(entry.learner),
            entry=entry,
            share=self._share(entry),
            waiting=entry.waiting,
            notes=[*self._late(entry), *notices.told(entry.warnings, self._words)],
            open_key=any(p.question in self._open_ids for p in entry.parts),
            rows=[(row, self._bar(row)) for row in rows],
            axis=Markup(pictures.axis(self.say("axis"))),  # noqa: S704 - escaped there
            again=self._again(rows),
            questions=asked,
            played=played,
            tapped=tapped,
            sources=self._sources([*asked, *played]),
            comment=shown(entry.comment),
        )
        return text.encode("utf-8", "replace")

    def _share(self, entry: Entry) -> str:
        return "" if entry.percent is None else number(round(entry.percent, 1))

    def _late(self, entry: Entry) -> list[str]:
        if not entry.late:
            return []
        clock = "clock_own" if entry.timed_by == "learner's clock" else "clock_lms"
        by, says, _ = entry.timed_by.partition(" says ")
        values = {"time": when(entry.handed_in), "by": shown(by)}
        # Canvas says that it was late, and not when it came.
        if says or not self._one.closes:
            return [self.say("late_lms", **values)]
        return [self.say(f"late_{clock}", closes=when(self._one.closes), **values)]

    def _question(self, part: Part) -> Question:
        try:
            return self._questions[part.question]
        except KeyError:
            text = f'The bank has no question "{part.question}" any more. Put it back, then give feedback.'
            raise UserError(text) from None

    def _asked(self, place: int, part: Part) -> Asked:
        question = self._question(part)
        mark = marked(question, part.answer)
        by_hand = part.by != KEY
        shown_parts = parts(question, part.answer if mark is not None else None, self._regions)
        asked = Asked(
            number=place,
            kind=question.kind,
            stem=question.stem,
            verdict=self._verdict(part),
            points="" if part.points is None else number(part.points),
            of=number(part.out_of),
            parts=shown_parts,
            explanation=question.explanation,
            sources=self._course.cited(question.sources),
            by_hand=by_hand,
        )
        if shown_parts.form == "text":
            asked.rubric = read(part.comment, shown_parts.points) if by_hand else None
            asked.comment = shown(asked.rubric.comment if asked.rubric else part.comment)
        else:
            asked.comment = shown(part.comment)
        if shown_parts.form == "areas":
            asked.picture = self._map(place, shown_parts)
        if question.certainty and part.certainty in (1, 2, 3) and mark is not None and mark.score is not None:
            asked.certainty = part.certainty
            asked.certainty_points = certainty_points(part.certainty, mark.score == 1)
        return asked

    def _verdict(self, part: Part) -> str:
        if part.score is not None:
            return verdict(part.score)
        return {"not answered": "unanswered", "not readable": "unreadable"}.get(part.why, "waiting")

    def _map(self, place: int, found: Parts) -> Markup:
        said = []
        for state in ("right", "wrong", "missed"):
            names = [line.text for line in found.lines if line.state == state]
            if names:
                said.append(self.say(f"map.{state}", names=", ".join(names)))
        label = " ".join([self.say("map"), *said])
        states = {line.part: line.state for line in found.lines}
        return Markup(pictures.back(states, f"q{place}", label))  # noqa: S704 - escaped there

    def _tapped(self, part: Part) -> Tapped:
        stroke = self._course.strokes.get(part.question.removeprefix(_TEMPO))
        held = part.answer.get("attempts") if isinstance(part.answer, dict) else None
        return Tapped(
            stroke=stroke.name if stroke else part.question.removeprefix(_TEMPO),
            points="" if part.points is None else number(part.points),
            of=number(part.out_of),
            attempts=held if isinstance(held, list) else [],
            comment=shown(part.comment),
        )

    def check(self, entry: Entry) -> None:
        """Raise :class:`UserError` for a mark by the key that the bank's key as it is now does not give."""
        for part in entry.parts:
            if part.question.startswith(_TEMPO) or part.by != KEY or part.score is None:
                continue
            if cases.is_case(part):
                said = cases.feedback(part, self._known)
                score = None if said is None else said["score"]
            else:
                mark = marked(self._question(part), part.answer)
                score = None if mark is None else mark.score
            if score is None or abs(score - part.score) > 1e-4:
                raise UserError(
                    f'The key of "{part.question}" was changed after marking, so marks and reasons would not fit. Mark'
                    " again with backcraft grade, then give feedback."
                )

    def _rows(self, found: Iterable[Part]) -> list[Row]:
        """Return the marks by objective, in the course's order; what waits for a person does not count yet."""
        got: dict[str, list[float]] = {}
        for part in found:
            if part.question.startswith(_TEMPO) or part.why in ("for a person", "not readable"):
                continue
            if cases.is_case(part):
                objective = cases.activity(part, self._known)[0].case.objective
            else:
                objective = self._question(part).objective
            sums = got.setdefault(objective, [0.0, 0.0])
            sums[0] += part.points or 0.0
            sums[1] += part.out_of
        objectives = self._course.objectives
        known = {o: n for n, o in enumerate(objectives)}
        return [
            Row(objectives[o].text, sums[0], sums[1], objectives[o].module)
            for o, sums in sorted(got.items(), key=lambda item: known[item[0]])
        ]

    def _bar(self, row: Row) -> Markup:
        label = self.say(
            "bar", objective=row.text, got=number(row.got), of=number(row.of), share=round(100 * row.share)
        )
        return Markup(pictures.bar(row.share, label))  # noqa: S704 - escaped there

    def _again(self, rows: Iterable[Row]) -> list[tuple[str, list[str]]]:
        """Return the lessons to read again by title, each with the objectives that marks were lost on."""
        found: dict[str, list[str]] = {}
        for row in sorted((r for r in rows if r.got < r.of - 1e-9), key=lambda r: r.share):
            for title in self._lessons.get(row.module, []):
                found.setdefault(title, []).append(row.text)
        return list(found.items())

    def _sources(self, asked: Iterable[Asked | cases.Played]) -> list[dict[str, str]]:
        found = {source["id"]: source for one in asked for source in one.sources}
        return [found[i] for i in self._course.sources if i in found]


def closed(one: Assignment, now: str) -> bool:
    """Return whether an assignment's closing time is past at ``now`` (ISO 8601); never where it has none."""
    return one.closes is not None and instant(one.closes) < instant(now)
