"""The course's own bank and lessons cover what they should, over every module that has a bank."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from backcraft.cli import main
from backcraft.content import bank_rules, build_lessons, contents, taught
from backcraft.content.coverage import Coverage, count, lengths
from backcraft.content.minutes import LEAST, MOST
from backcraft.questions.registry import kinds

from .courses import edited, good, loaded

ROOT = Path(__file__).parents[2]
SLUGS = Path(__file__).with_name("seed_fact_slugs.txt")
#: Modules where a mistake would harm a client most have more questions.
LARGE = {3: 45, 4: 45, 11: 45}


@pytest.fixture(scope="module")
def found() -> Coverage:
    """What `backcraft coverage` counts in this course."""
    return count(ROOT)


def test_every_objective_has_three_questions(found: Coverage) -> None:
    """An objective is mastered by three different questions, so fewer could never be enough."""
    objectives = found.course.objectives
    few = [id_ for id_, o in objectives.items() if o.module in found.banked and found.objectives[id_].questions < 3]
    assert found.banked >= {1, 2, 3, 4, 5, 6, 7, 8, 9, 11}
    assert few == []


def test_every_module_has_its_number_of_questions(found: Coverage) -> None:
    """At least 20 each, and 45 where safety is the matter."""
    counts = {number: found.modules[number].questions for number in found.banked}
    assert {number: n for number, n in counts.items() if n < LARGE.get(number, 20)} == {}
    assert set(LARGE) <= set(counts)
    assert sum(counts.values()) >= 360


def test_every_kind_of_question_is_used(found: Coverage) -> None:
    """No kind stands unused, and no more than six questions in ten are plain single choice."""
    of_kind = {kind: sum(q.kind == kind for q in found.questions) for kind in kinds()}
    assert [kind for kind, n in of_kind.items() if n == 0] == []
    assert of_kind["single"] <= 0.6 * len(found.questions)


def test_a_third_and_more_is_on_safety(found: Coverage) -> None:
    """At least 35 in a hundred questions are such that a wrong answer would endanger a client."""
    assert sum(q.safety for q in found.questions) >= 0.35 * len(found.questions)


def test_every_conflict_is_taught_where_it_belongs(found: Coverage) -> None:
    """Each conflict is shown in the lesson of each module that it names."""
    assert [(conflict.id, number) for conflict, number in found.untaught()] == []
    assert [id_ for id_, numbers in found.taught.items() if not numbers] == []


def test_the_length_of_an_option_does_not_tell_the_key(found: Coverage) -> None:
    """Over the bank the mean lengths of right and wrong options lie within 15 in a hundred of each other."""
    right, wrong = (statistics.mean(lengths) for lengths in bank_rules.lengths(found.questions))
    assert abs(right - wrong) <= 0.15 * max(right, wrong)


def test_the_place_of_the_right_option_does_not_tell_the_key(found: Coverage) -> None:
    """Of the lists of four, each place holds the right option in a fifth to three tenths, where a quarter is even."""
    of_four = {place: n for (size, place), n in bank_rules.places(found.questions).items() if size == 4}
    whole = sum(of_four.values())
    assert whole >= 100
    assert {place: n / whole for place, n in of_four.items() if not 0.2 <= n / whole <= 0.3} == {}
    assert set(of_four) == {0, 1, 2, 3}


def test_no_two_stems_are_alike(found: Coverage) -> None:
    """No pair of stems shares 65 in a hundred of its words, whatever their order and punctuation."""
    stems = [(q.id, bank_rules.words(q.stem)) for q in found.questions]
    assert [
        (one, other)
        for i, (one, mine) in enumerate(stems)
        for other, theirs in stems[:i]
        if bank_rules.likeness(mine, theirs) >= 0.65
    ] == []


def test_no_option_stands_for_all_the_others(found: Coverage) -> None:
    """There is no "all of the above", in whatever words of an option, bin or pair."""
    said = [(q.id, text) for q in found.questions for text in q.plain()]
    assert [(id_, text) for id_, text in said if "of the above" in text.casefold()] == []
    assert len(said) > len(found.questions)


def test_each_module_is_mapped_to_an_exam_area(found: Coverage) -> None:
    """Every module names at least one content area of the MBLEx, and every area stands for a module that exists."""
    mapped = {mapping.module for mapping in found.mappings if mapping.framework == "MBLEx"}
    assert mapped == set(found.modules)


def test_every_fact_of_the_source_texts_is_taught(found: Coverage) -> None:
    """Each row of the frozen list of the source texts' facts stands in a lesson, however the course judges it."""
    _, cited = found.slugs()
    lines = SLUGS.read_text("utf-8").splitlines()
    assert {line for line in lines if line and not line.startswith("#")} - cited == set()


def test_every_row_of_the_data_is_taught_or_needs_no_teaching(found: Coverage) -> None:
    """No claim, condition, stroke, sequence, number or conflict stands in the data without a lesson that shows it."""
    assert found.uncited() == []


def test_every_taught_fact_is_tested_by_a_question(found: Coverage) -> None:
    """What a lesson teaches can be asked about; which figures need no question is told in one place."""
    assert found.unasked() == []
    excused = [fact for fact, row in taught.facts(found.course).items() if found.excused(row)]
    assert {table for table, _ in excused} == {"timings"}


def test_every_question_says_what_it_tests(found: Coverage) -> None:
    """A question that tests no fact would test the reader's luck. One plans a session, and is measured by rules."""
    assert [q.id for q in found.questions if not q.facts and q.kind != "plan"] == []


def test_every_lesson_takes_as_long_as_it_says(found: Coverage) -> None:
    """Up to its key points a lesson takes twenty to forty minutes by the estimate, and says so to five minutes."""
    lessons = lengths(ROOT, found)
    taken = {m.number: (lessons[m.number].core, m.minutes) for m in found.course.modules.values()}
    assert {n: pair for n, pair in taken.items() if not LEAST <= pair[0] < MOST + 0.5} == {}
    assert {n: pair for n, pair in taken.items() if abs(pair[0] - pair[1]) > 5} == {}


def test_every_lesson_has_two_interactive_parts_of_its_own(found: Coverage) -> None:
    """Beside quizzes to tick: a client, an exercise, a plan, or a question answered on the map of the back."""
    own: dict[str, set[str]] = {}
    for slug, entry in contents.read(ROOT).items():
        if entry.module is not None:
            quizzes = {id_ for id_ in entry.quizzes if any(q.kind == "hotspot" for q in found.bank.of(id_))}
            own[slug] = {*entry.practice, *quizzes}
    assert len(own) >= len(found.course.modules)
    assert {slug: parts for slug, parts in own.items() if len(parts) < 2} == {}


# ------------------------------------------------------------------ the counting itself


def test_a_question_is_counted_for_its_objective_and_module(tmp_path: Path) -> None:
    """The small course has nine questions for one objective, one of them on safety, one of each kind but the plan."""
    small = count(good(tmp_path))
    cover = small.objectives["strokes-name"]
    assert (cover.questions, cover.safety, set(cover.kinds)) == (9, 1, set(kinds()) - {"plan"})
    assert small.modules[6].questions == 9


def test_a_fact_is_tested_once_a_question_names_it(tmp_path: Path) -> None:
    """The small course's lesson shows a number that no question names: it is told, until one does."""
    fact = ("timings", "rub-rate")
    assert fact in count(good(tmp_path / "before")).unasked()
    named = "sources: [S1]\n    facts: [rub-rate]\n"
    found = count(edited(tmp_path / "after", "quizzes/06-strokes.yaml", "sources: [S1]\n", named))
    assert fact not in found.unasked()
    assert found.tests[fact] == ("stroke-single",)
    assert fact in found.objectives["strokes-name"].facts


def test_a_fact_that_a_section_says_it_teaches_is_cited(tmp_path: Path) -> None:
    """A claim told in the lesson's own words is named in a block that no learner sees."""
    fact = ("claims", "warms")
    assert fact in count(good(tmp_path / "before")).uncited()
    block = ":::{teaches}\nwarms, rub-rate\n:::\n\nRubbing keeps"
    root = edited(tmp_path / "after", "lessons/06-strokes.md", "Rubbing keeps", block)
    assert fact not in count(root).uncited()
    read = loaded(root)
    lesson = build_lessons.read(root, root / "lessons/06-strokes.md", read.course, read.bank, None)[0]
    assert "warms" not in "\n".join(cell.source for cell in lesson.cells)


def test_a_lesson_takes_longer_with_more_to_do(tmp_path: Path) -> None:
    """Words are read at the data's pace, and what follows the key points is counted apart."""
    slow = "pace-reading,Reading,60,60,words a minute,S1,,,no\n"
    course = edited(tmp_path, "data/timings.csv", "rub-rate,", slow + "rub-rate,")
    lesson = course / "lessons" / "06-strokes.md"
    lesson.write_text("---\ntitle: Strokes\nmodule: 6\n---\n\n(key-points)=\n## End\n\n" + "word " * 119, "utf-8")
    before = lengths(course, count(course))[6]
    assert 2 <= before.core < 2.3
    assert before.later == 0
    lesson.write_text(lesson.read_text("utf-8") + "\n\n(more)=\n## More\n\n" + "word " * 59, "utf-8")
    after = lengths(course, count(course))[6]
    assert after.core == before.core
    assert 1 <= after.later < 1.2


def test_a_conflict_whose_box_is_gone_is_told(tmp_path: Path) -> None:
    """The real course without the box in one lesson: its conflicts are named as not taught there."""
    for part in ("data", "lessons", "quizzes"):
        (tmp_path / part).mkdir()
        for file in (f for f in (ROOT / part).iterdir() if f.is_file() and part != "quizzes"):
            (tmp_path / part / file.name).write_bytes(file.read_bytes())
    lesson = tmp_path / "lessons" / "06-strokes.md"
    lesson.write_text(lesson.read_text("utf-8").replace(":::{conflicts}", ""), "utf-8")
    gone = {number for _, number in count(tmp_path).untaught()}
    assert gone == {6}


def test_the_command_prints_a_table_and_draws_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each objective with its questions; the picture names the objective and its number in text."""
    picture = tmp_path / "coverage.svg"
    assert main(["coverage", "--course", str(good(tmp_path)), "--picture", str(picture)]) == 0
    lines = capsys.readouterr().out.splitlines()
    (line,) = (line for line in lines if line.startswith("  strokes-name"))
    assert line.split()[:3] == ["strokes-name", "9", "11%"]
    svg = picture.read_text("utf-8")
    assert "Name the strokes" in svg
    assert ">9<" in svg


def test_a_picture_that_cannot_be_written_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that does not exist is named, without a traceback."""
    picture = tmp_path / "nowhere" / "coverage.svg"
    assert main(["coverage", "--course", str(good(tmp_path)), "--picture", str(picture)]) == 1
    assert "cannot be written" in capsys.readouterr().err
