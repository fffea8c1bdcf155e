"""How far a learner is in each lesson, and what to do next, from records alone."""

from __future__ import annotations

import pytest
from msgspec import structs

from backcraft.records.home.practice import NOTHING, Practice
from backcraft.records.home.standing import Exam, Goal, Next, Standing, standings, suggest

from .course import BANK, Work, course, entries, practising

GRAVE = frozenset({"b1"})


def look(work: Work, practice: Practice = NOTHING) -> dict[str, Standing]:
    return {s.slug: s for s in standings(course(), BANK, entries(), work.records, practice)}


def what_next(work: Work) -> Next:
    found = suggest(standings(course(), BANK, entries(), work.records))
    assert found is not None
    return found


def next_in_practice(
    work: Work, practice: Practice, grave: frozenset[str] = frozenset(), exam: Exam | None = None
) -> Next:
    found = suggest(standings(course(), BANK, practising(), work.records, practice, grave), exam)
    assert found is not None
    return found


ALL_READ = [("06-one", "depth"), ("06-one", "tempo"), ("02-two", "chair")]


def everything() -> Work:
    work = Work()
    for lesson, section in ALL_READ:
        work.read(lesson, section)
    for id_ in ("a1", "a2", "a3", "b1"):
        work.answer("one-check", id_)
    return work.answer("two-check", "c1")


def test_lessons_come_in_the_order_of_their_modules() -> None:
    """By number, without modules that have no lesson yet and without pages that belong to no module."""
    assert [(s.number, s.slug, s.title) for s in look(Work()).values()] == [
        (2, "02-two", "Sitting"),
        (6, "06-one", "Strokes"),
    ]


def test_a_new_learner_has_nothing_behind() -> None:
    """All counts are there, at zero."""
    one = look(Work())["06-one"]
    assert (one.read, one.sections, one.answered, one.questions, one.mastered, one.last) == (0, 2, 0, 4, 0, 0)
    assert one.goals == (Goal("Name strokes", 0, 0, False), Goal("Spare bones", 0, 0, False))
    assert not one.done


def test_ticks_and_answers_are_counted() -> None:
    """A tick taken back does not count, nor does a draft of an answer."""
    work = Work().read("06-one", "depth").read("06-one", "tempo").read("06-one", "tempo", read=False)
    work.answer("one-check", "a1").answer("one-check", "a2", "o2").answer("one-check", "a3", final=False)
    one = look(work)["06-one"]
    assert (one.read, one.answered, one.next_section) == (1, 2, "How fast")
    assert one.goals[0] == Goal("Name strokes", 2, 0, False)


def test_a_goal_is_mastered_by_three_right_first_answers() -> None:
    """As marked again with today's key."""
    work = Work()
    for id_ in ("a1", "a2", "a3"):
        work.answer("one-check", id_)
    assert look(work)["06-one"].goals[0] == Goal("Name strokes", 3, 3, True)


@pytest.mark.parametrize(("digest", "choice"), [("old", "o1"), (None, "gone")])
def test_what_cannot_be_marked_is_answered_and_not_judged(digest: str | None, choice: str) -> None:
    """An answer to another wording of the question, or a damaged one, counts neither for nor against."""
    more = {} if digest is None else {"digest": digest}
    one = look(Work().answer("one-check", "b1", choice, **more))["06-one"]
    assert (one.answered, one.slips, one.goals[1].answered) == (1, 0, 0)


def test_the_first_lesson_comes_first() -> None:
    """A new learner begins at the beginning."""
    assert what_next(Work()) == Next("first", "02-two", {"title": "Sitting", "minutes": 25})


def test_what_was_begun_last_is_gone_on_with() -> None:
    """First its reading, with the section that comes next, then its questions."""
    work = Work().read("02-two", "chair").read("06-one", "depth")
    assert what_next(work) == Next("read", "06-one", {"title": "Strokes", "minutes": 40, "section": "How fast", "n": 1})
    work.read("06-one", "tempo").answer("one-check", "a1")
    assert what_next(work) == Next("answer", "06-one", {"title": "Strokes", "minutes": 40, "n": 3})


def test_a_slip_in_a_safety_question_comes_before_all_else() -> None:
    """Until the last answer to it is right."""
    work = Work().answer("one-check", "b1", "o2").read("02-two", "chair")
    assert what_next(work) == Next("safety", "06-one", {"title": "Strokes", "minutes": 40, "n": 1})
    work.answer("one-check", "b1", "o1", attempt=2)
    assert what_next(work).reason != "safety"


def test_then_the_next_new_lesson_then_goals_then_nothing() -> None:
    """When a lesson is done, the next; when all are, what is not mastered."""
    work = Work().read("02-two", "chair").answer("two-check", "c1")
    assert (what_next(work).reason, what_next(work).slug) == ("new", "06-one")
    assert (what_next(everything()).reason, what_next(everything()).values["n"]) == ("goals", 1)
    assert all(s.done for s in look(everything()).values())


def practice(*, played: str = "", tried: str = "", mastered: str = "", **more: frozenset[str]) -> Practice:
    sets = {"played": played, "tried": tried, "mastered": mastered}
    return Practice(**{name: frozenset(words.split()) for name, words in sets.items()}, **more)


def test_cases_and_exercises_are_counted_where_a_lesson_has_them() -> None:
    """A lesson counts its own; a phone's measuring, which not everybody can do, is no part of the whole."""
    found = practice(played="case:cough case:elsewhere", tried="tempo:rubbing", mastered="tempo:rubbing")
    shown = {s.slug: s for s in standings(course(), BANK, practising(), [], found)}
    one, two = shown["06-one"], shown["02-two"]
    assert (one.played, one.cases, one.tried, one.trained, one.exercises) == (0, 0, 1, 1, 2)
    assert (two.played, two.cases, two.tried, two.trained, two.exercises) == (1, 2, 0, 0, 0)


def test_a_lesson_is_done_when_its_cases_are_played_and_its_exercises_tried() -> None:
    """Mastering them may take longer, as with goals."""
    whole = practice(played="case:cough case:fall", tried="tempo:rubbing plan:arc")
    for found, done in ((NOTHING, False), (whole, True)):
        made = standings(course(), BANK, practising(), everything().records, found)
        assert all(s.done for s in made) == done
    hurt = practice(played="case:cough case:fall", dangers=frozenset({"case:fall"}))
    [two] = [s for s in standings(course(), BANK, practising(), everything().records, hurt) if s.slug == "02-two"]
    assert (two.slips, two.emergencies, two.done) == (1, 0, False)


def test_a_missed_emergency_comes_before_every_other_slip() -> None:
    """In a case or in a question, however long ago."""
    work = Work().read("02-two", "chair").answer("one-check", "b1", "o2")
    missed = practice(emergencies=frozenset({"case:fall"}))
    assert next_in_practice(work, NOTHING).reason == "safety"
    found = next_in_practice(work, missed)
    assert (found.reason, found.slug, found.values["n"]) == ("emergency", "02-two", 1)
    assert next_in_practice(work, NOTHING, GRAVE).reason == "emergency"
    harmed = practice(dangers=frozenset({"case:fall"}))
    later = Work().answer("one-check", "b1").read("02-two", "chair")
    assert (next_in_practice(later, harmed).reason, next_in_practice(later, harmed).slug) == ("safety", "02-two")


def test_after_reading_and_answering_come_cases_and_exercises() -> None:
    """In the lesson that was begun; at the end of all what is not mastered, and then the exam."""
    work = Work().read("02-two", "chair").answer("two-check", "c1")
    assert next_in_practice(work, practice(played="case:cough")).values["n"] == 1
    assert next_in_practice(work, practice(played="case:cough")).reason == "play"
    both = practice(played="case:cough case:fall", tried="tempo:rubbing")
    assert (next_in_practice(work, both).reason, next_in_practice(work, both).slug) == ("new", "06-one")
    for section in ("depth", "tempo"):
        work.read("06-one", section)
    for id_ in ("a1", "a2", "a3", "b1"):
        work.answer("one-check", id_)
    assert next_in_practice(work, both).reason == "try"


def test_the_exam_comes_when_all_else_is_mastered_and_until_it_is_passed() -> None:
    """Goals and exercises first."""
    fresh, passed = Exam("13-exam", "An exam"), Exam("13-exam", "An exam", taken=1, best=80, passed=True)
    lesson = standings(course(), BANK, entries(), everything().records)[0]
    tried = structs.replace(lesson, goals=(), exercises=1, tried=1)
    assert suggest([tried], fresh) == Next("train", "02-two", {"title": "Sitting", "minutes": 25, "n": 1, "of": 1})
    able = structs.replace(tried, trained=1)
    assert suggest([able], fresh) == Next("exam", "13-exam", {"title": "An exam"})
    assert suggest([able], passed) == suggest([able]) == Next("done", "02-two", {"title": "Sitting", "minutes": 25})


def test_a_course_without_lessons_suggests_nothing() -> None:
    """Nothing was built yet."""
    assert suggest(standings(course(), BANK, [], [])) is None
