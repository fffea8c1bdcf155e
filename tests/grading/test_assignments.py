"""Assignments and class lists: every slip is told at its place, with the rule and how to mend it."""

# ruff: noqa: E501 - a table of files and their problems

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backcraft.content.rules import rules
from backcraft.grading.bank import Private

from .classes import TEST, command, make_bank, questions

HEAD = 'assignment:\n  id: first-test\n  title: "T"\n'
ASK = "  questions: [q-single, q-multiple]\n"
#: What an assignment's file says, and the one problem that it has.
BAD: dict[str, tuple[str, str]] = {
    "A011": ('assignment:\n  id: first-test\n' + ASK, '2:3: [A011] the key "title" is missing here; add it'),
    "A012": (HEAD + ASK + "  attemps: 2\n", '5:3: [A012] unknown key "attemps"; did you mean "attempts"?'),
    "A013": ("assignments: []\n", '1:1: [A013] the file holds one table called "assignment:"'),
    "A014": (HEAD + ASK + "  minutes: 0\n", '5:12: [A014] "minutes" is at least 1, not 0'),
    "A015": (HEAD + ASK + "  variants: each\n", '5:13: [A015] "variants" is one of learner, same, not "each"'),
    "A016": (HEAD.replace('"T"', '""') + ASK, '3:10: [A016] "title" is empty here, and may not be'),
    "A021": (HEAD + "  questions: [q-singel]\n", '4:15: [A021] the bank has no question "q-singel"; did you mean "q-single"?'),
    "A022": (HEAD + "  questions: [q-single, q-single]\n", '4:25: [A022] "q-single" is named twice; keep one'),
    "A023": (HEAD, "2:3: [A023] name either questions, or a blueprint to draw them by"),
    "A024": (HEAD + "  blueprint: [{count: 1, kind: singel}]\n", "4:32: [A024] "),
    "A024-objective": (HEAD + "  blueprint: [{count: 1, objective: x}]\n", '4:37: [A024] no objective is called "x"; see data/objectives.csv of the course'),
    "A025": (HEAD + "  blueprint: [{count: 2, kind: single}]\n", "4:23: [A025] 2 questions are to be drawn, and the bank has 1 that fit and are not drawn yet"),
    "A026": (HEAD + ASK + "  tempo: [rubing]\n", '5:11: [A026] no tempo exercise is called "rubing"; did you mean "rubbing"?'),
    "A027": (HEAD + "  cases: [a-client]\n", '4:11: [A027] the bank has no case "a-client"; write it in cases/'),
    "A028": (HEAD + ASK + "  weights: {q-singel: 2}\n", '5:23: [A028] the assignment has no "q-singel" to weigh; did you mean "q-single"?'),
    "A029": (HEAD.replace("first-test", "second-test") + ASK, '2:7: [A029] the id is "second-test" and the file "first-test.yaml"; give both one id'),
    "A030": (HEAD + ASK + '  closes: "2026-03-02 17:00"\n', '5:11: [A030] "2026-03-02 17:00" is no time with an offset; write it like 2026-03-02T17:00:00+01:00'),
    "A031": (HEAD + ASK + '  opens: "2026-03-02T17:00:00Z"\n  closes: "2026-03-02T16:00:00Z"\n', "6:11: [A031] it closes before it opens; correct one of the two"),
    "A033": (HEAD + "  questions: [PUBLIC]\n", "4:15: [A033] "),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_assignment_breaks_its_rule_and_nothing_else(tmp_path: Path, capsys: Any, name: str) -> None:
    """The one problem names the file, the line, the column and the rule."""
    text, expected = BAD[name]
    raw = questions()
    root = make_bank(tmp_path, raw)
    public = next(iter(Private(root).public.questions))
    if "PUBLIC" in text:
        raw[0]["id"] = public
        from .classes import write_questions

        write_questions(root, raw)
        text = text.replace("PUBLIC", public)
    (root / "assignments" / f"{TEST}.yaml").write_text(text, "utf-8")
    status, said, _ = command(capsys, "check-bank", "--bank", root)
    assert status == 1
    [line] = said.splitlines()
    assert line.startswith(f"assignments/{TEST}.yaml:{expected}")


ROSTERS = {
    "A011": ("id,nam\na,A\n", ["roster.csv:1:1: [A011]", "roster.csv:1:4: [A012]"]),
    "A016": ("id,name\na,\n", ["roster.csv:2:3: [A016]"]),
    "A041": (
        "id,name\na,A\nb,B\nA,C\n",
        ['roster.csv:4:1: [A041] the id "A" stands in line 2 already; each learner has one'],
    ),
    "A041-lms": ("id,name,lms\na,A,7\nb,B,7\n", ['roster.csv:3:5: [A041] "7" stands in line 2 already']),
    "A042": (
        "id,name\n../x,A\ncon,B\n",
        ['roster.csv:2:1: [A042] "../x" cannot be an id', 'roster.csv:3:1: [A042] "con"'],
    ),
    "S022": ("id,name\na,A,B\n", ["roster.csv:2:5: [S022]"]),
}


@pytest.mark.parametrize("name", ROSTERS)
def test_a_bad_class_list_names_each_line(tmp_path: Path, capsys: Any, name: str) -> None:
    """All problems in one run, by line; nothing is released."""
    text, expected = ROSTERS[name]
    root = make_bank(tmp_path)
    (root / "roster.csv").write_text(text, "utf-8")
    status, _, problem = command(
        capsys, "release", TEST, "--bank", root, "--roster", root / "roster.csv", "--out", tmp_path / "out"
    )
    assert status == 1
    lines = problem.splitlines()
    assert [line.startswith(wanted) for line, wanted in zip(lines, expected, strict=True)] == [True] * len(expected), (
        lines
    )
    assert not (tmp_path / "out").exists()


def test_every_rule_of_assignments_has_a_bad_file() -> None:
    """No rule stands untried, and none is used that the list does not explain."""
    assert {name[:4] for name in (*BAD, *ROSTERS) if name[0] == "A"} == {r for r in rules() if r[0] == "A"}


def test_a_bad_question_of_the_bank_stops_the_release(tmp_path: Path, capsys: Any) -> None:
    """The bank's questions are held to the course's own rules."""
    root = make_bank(tmp_path)
    file = root / "questions" / "first.yaml"
    file.write_text(file.read_text("utf-8").replace("objective: strokes-name", "objective: strokes-nam", 1), "utf-8")
    status, _, problem = command(capsys, "release", TEST, "--bank", root, "--out", tmp_path / "out")
    assert status == 1
    assert '[Q021] no objective is called "strokes-nam"; did you mean "strokes-name"?' in problem


@pytest.mark.parametrize("words", [["release", TEST, "--out", "x"], ["grade", TEST, "x"], ["check-bank"]])
def test_outside_of_a_bank_a_command_says_where_it_looked(
    tmp_path: Path, capsys: Any, monkeypatch: Any, words: list[str]
) -> None:
    """No bank here or above: one sentence."""
    monkeypatch.chdir(tmp_path)
    status, _, problem = command(capsys, *words)
    assert (status, problem) == (
        1,
        f"No bank found: no bank.toml in {tmp_path} or above it. Name the bank's folder with --bank.\n",
    )


@pytest.mark.parametrize("name", ["new-bank", "check-bank", "release", "grade", "check-receipt"])
def test_each_command_s_help_has_an_example(capsys: Any, name: str) -> None:
    """`--help` shows how the command is written."""
    with pytest.raises(SystemExit):
        command(capsys, name, "--help")
    assert f"example:\n  backcraft {name}" in capsys.readouterr().out
