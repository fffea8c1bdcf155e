"""A released question keeps its meaning."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from backcraft.cli import main
from backcraft.content.ledger import FILE, meaning
from backcraft.content.load import load
from tests.build.courses import copy_course

from .courses import GOOD, edited, loaded, printed
from .test_compiled import course

FILE_OF_QUESTIONS = "quizzes/06-strokes.yaml"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It is percussive.", "It is a percussive stroke."),
        ("explanation: As the source groups them.", "explanation: So says S1."),
        ("stem: Which belong together?", "stem: Which belong  together"),
        ("text: squeezing", "text: Squeezing"),
        ("difficulty: 2", "difficulty: 3"),
    ],
)
def test_feedback_spelling_and_difficulty_may_change(tmp_path: Path, old: str, new: str) -> None:
    """What does not touch the question or its key is free to get better."""
    assert printed(edited(tmp_path, FILE_OF_QUESTIONS, old, new)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("stem: Which belong together?", "stem: Which do you know?"),
        ("text: squeezing", "text: sawing"),
        ("text: squeezing, feedback: It belongs., correct: yes", "text: squeezing, feedback: It does not."),
        ("{id: c, text: chopping", "{id: d, text: chopping"),
    ],
)
def test_the_question_and_its_key_may_not_change(tmp_path: Path, old: str, new: str) -> None:
    """Another stem, another option, another key or another option id is another question."""
    root = edited(tmp_path, FILE_OF_QUESTIONS, old, new)
    assert [problem.rule for problem in loaded(root).problems] == ["R002"]


def test_every_kind_has_a_meaning_of_its_own() -> None:
    """No two questions of the good course mean the same, whatever their kind."""
    questions = loaded(GOOD).bank.questions.values()
    assert len({meaning(q) for q in questions}) == len(questions) == 9


def test_new_questions_enter_the_ledger_and_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command names what it enters; the second time there is nothing new."""
    root = course(tmp_path)
    assert main(["release-ids", "--course", str(root)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "Released stroke-single"
    ids = msgspec.json.decode((root / FILE).read_bytes())["questions"]
    assert list(ids) == sorted(loaded(root).bank.questions)
    assert main(["release-ids", "--course", str(root)]) == 0
    assert capsys.readouterr().out == "Nothing new to release.\n"


def test_a_better_wording_is_accepted_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--same` renews one question's entry and no other's."""
    root = course(tmp_path)
    path = root / FILE_OF_QUESTIONS
    path.write_text(
        path.read_text("utf-8").replace("Which belong together?", "Which of these belong together?"), "utf-8"
    )
    assert main(["release-ids", "--course", str(root)]) == 1
    assert capsys.readouterr().err == ("The bank has 1 problem to mend before a release; see backcraft check.\n")
    assert main(["release-ids", "--course", str(root), "--same", "stroke-multiple"]) == 0
    assert "Renewed the wording of stroke-multiple" in capsys.readouterr().out
    assert [p for p in loaded(root).problems if p.rule[0] == "R"] == []


def test_an_id_that_was_never_released_cannot_be_renewed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the pen changes nothing."""
    root = course(tmp_path)
    before = (root / FILE).read_bytes()
    assert main(["release-ids", "--course", str(root), "--same", "stroke-multipel"]) == 1
    assert capsys.readouterr().err == (
        '"stroke-multipel" is no released question or case of this course; see quizzes/ledger.json.\n'
    )
    assert (root / FILE).read_bytes() == before


# -------------------------------------------------------------------- client cases


def released_cases(tmp_path: Path) -> Path:
    """The real course's cases, all entered in a ledger."""
    root = copy_course(tmp_path / "course")
    (root / FILE).unlink(missing_ok=True)
    assert main(["release-ids", "--course", str(root)]) == 0
    return root


def release_problems(root: Path) -> list[str]:
    return [str(p) for p in load(root, lessons=False).problems if p.rule[0] == "R"]


def test_a_released_case_keeps_what_is_due_and_may_find_better_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The client's words and the explanation are free; the decision, the facts and the plan's key are not."""
    root = released_cases(tmp_path)
    assert "Released tight-loin" in capsys.readouterr().out
    file = root / "quizzes" / "cases" / "tight-loin.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("title: ", "title: Now ", 1), "utf-8")
    assert release_problems(root) == []
    file.write_text(text.replace("age: 23", "age: 24", 1), "utf-8")
    (problem,) = release_problems(root)
    assert "tight-loin.yaml" in problem
    assert '[R002] "tight-loin" is released and now asks or accepts something else' in problem
    assert main(["release-ids", "--course", str(root), "--same", "tight-loin"]) == 0
    assert release_problems(root) == []


def test_a_released_case_does_not_go(tmp_path: Path) -> None:
    """Learners' records point at it."""
    root = released_cases(tmp_path)
    (root / "quizzes" / "cases" / "tight-loin.yaml").unlink()
    (problem,) = release_problems(root)
    assert '[R001] the released case "tight-loin" is gone' in problem
