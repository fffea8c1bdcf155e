"""A lesson is read into cells; what is wrong with one is said with its line and column, all in one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcraft.content.build_lessons import Lesson, read
from backcraft.course import Course, Module, Objective, Source, Timing
from backcraft.questions.bank import Bank, Quiz

COURSE = Course(
    name="c",
    sources={"S1": Source(id="S1", label="S1", origin="seed", title="T", found="F.")},
    timings={"rub-max": Timing(id="rub-max", label="R", high=10, unit="seconds", sources=("S1",))},
    objectives={"one": Objective(id="one", module=6, text="Do one thing")},
    modules={"06-strokes": Module(number=6, slug="06-strokes", title="Strokes", summary="S", minutes=40)},
)
BANK = Bank(quizzes={"06-strokes": Quiz(id="06-strokes", title="Q", questions=())})
FRONT = "---\ntitle: Strokes\nmodule: 6\n---\n"
QUIZ = 'quiz("06-strokes")'
FIGURE = 'figure("depth")'
TEXT = f"{FRONT}\nSome text.\n"


def lesson(tmp_path: Path, text: str, name: str = "06-strokes.md") -> tuple[Lesson, list[str]]:
    file = tmp_path / "lessons" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    found, problems = read(tmp_path, file, COURSE, BANK, {"by-depth"})
    return found, [str(p) for p in problems]


def code(call: str) -> str:
    return f"```{{code-cell}} ipython3\n{call}\n```\n"


def test_a_lesson_becomes_text_and_calls(tmp_path: Path) -> None:
    """The title and the time come from front matter and data; text and calls follow in the lesson's order."""
    found, problems = lesson(tmp_path, f"{FRONT}\nHello.\n\n{code(QUIZ)}\nBye.\n")
    assert problems == []
    assert [c.source for c in found.cells] == [
        "# Strokes\n\n*Module 6, about 40 minutes*\n\nHello.",
        'quiz("06-strokes")',
        "Bye.",
    ]
    assert [c.origin for c in found.cells] == [2, 9, 12]


def test_every_line_of_a_cell_knows_its_line_in_the_lesson(tmp_path: Path) -> None:
    """So that a difference can be pointed at, however many lines were put in or left out before it."""
    body = "One.\n\n:::{objectives}\n:::\n\n:::{instructor}\nHidden.\n:::\n\nTwo.\n"
    found, _ = lesson(tmp_path, f"{FRONT}\n{body}")
    lines = {line.text: line.origin for line in found.cells[0].lines if line.text}
    assert (lines["One."], lines["- Do one thing"], lines["Two."]) == (6, 8, 15)


def test_each_section_ends_with_a_tick(tmp_path: Path) -> None:
    """The build puts the tick in; its id comes from the line above the heading, else from the heading's words."""
    text = f"{FRONT}\nIntro.\n\n## How *fast*?\n\nA.\n\n{code(QUIZ)}\nB.\n\n(deep)=\n## How déep\n\n### Detail\n\nC.\n"
    found, problems = lesson(tmp_path, text)
    assert problems == []
    assert [c.source for c in found.cells] == [
        "# Strokes\n\n*Module 6, about 40 minutes*\n\nIntro.",
        "## How *fast*?\n\nA.",
        'quiz("06-strokes")',
        "B.",
        'reading("06-strokes/how-fast")',
        "## How déep\n\n### Detail\n\nC.",
        'reading("06-strokes/deep")',
    ]
    assert [(s.id, s.title) for s in found.sections] == [("how-fast", "How fast?"), ("deep", "How déep")]
    assert [c.origin for c in found.cells] == [2, 8, 13, 16, 8, 19, 19]
    assert found.entry().quizzes == ("06-strokes",)


def test_a_lesson_without_a_module_has_no_ticks(tmp_path: Path) -> None:
    """The home page is no lesson to be read section by section."""
    found, problems = lesson(tmp_path, "---\ntitle: Home\n---\n\n## One\n\nA.\n", "00-home.md")
    assert (problems, found.sections, len(found.cells)) == ([], [], 1)


def test_sections_have_ids_of_their_own(tmp_path: Path) -> None:
    """Two headings alike, or one without letters, are named with their line; a code block holds none."""
    _, problems = lesson(tmp_path, f"{FRONT}\n## A b\n\nX.\n\n## A, b\n\n```\n## A b\n```\n\n## ?\n\n(A)=\n## C\n")
    assert [p.split(" ", 1)[1][:48] for p in problems] == [
        "[L106] another section of this lesson has the id",
        '[L106] "" is no id for a section (small letters,',
        '[L106] "A" is no id for a section (small letters',
    ]
    assert [p.split(":")[1] for p in problems] == ["10", "16", "18"]


def test_instructors_notes_stay_out(tmp_path: Path) -> None:
    """A note for instructors leaves no word and no gap behind; a role in it cites nothing."""
    found, problems = lesson(tmp_path, f"{FRONT}\nOne.\n\n:::{{instructor}}\nHidden {{cite}}`S1`.\n:::\n\nTwo.\n")
    assert problems == []
    assert found.cells[0].source.endswith("One.\n\nTwo.")
    assert len(found.cells) == 1


def test_a_single_quoted_call_is_stored_in_the_one_form_that_may_run(tmp_path: Path) -> None:
    """The notebook holds the call in the strict grammar, however the author wrote it."""
    call = "quiz( '06-strokes' )  # a note"
    found, _ = lesson(tmp_path, f"{FRONT}\nA.\n\n{code(call)}")
    assert found.cells[1].source == 'quiz("06-strokes")'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Some text.\n", "1:1: [L102] a lesson starts with"),
        ("---\ntitle: A\nmodule: 6\n", '1:1: [L102] the block that starts with "---" does not end'),
        ("---\ntitle: A\n  module: 6\n---\nT.\n", "3:9: [S005]"),
        ("---\n- title\n---\nT.\n", '2:1: [L102] write one "key: value" a line'),
        ("---\nmodule: 6\n---\nT.\n", "1:1: [L011] the lesson has no title"),
        ("---\ntitle:\nmodule: 6\n---\nT.\n", '2:1: [L011] "title" has no value'),
        ("---\ntitle: A\nmodul: 6\n---\nT.\n", '3:1: [L012] unknown key "modul"; did you mean "module"?'),
        ("---\ntitle: A\ntitle: B\nmodule: 6\n---\nT.\n", '3:1: [S007] the key "title" stands here twice'),
        ("---\ntitle: A\nmodule: six\n---\nT.\n", '3:9: [L014] "module" is a whole number, not "six"'),
        ("---\ntitle: A\nmodule: 7\n---\nT.\n", "3:9: [L103] no module 7 stands in data/modules.csv"),
        ("---\ntitle: A\nmodule: 6\nminutes: 30\n---\nT.\n", "4:10: [L103] data/modules.csv gives 40 minutes"),
        (f"{FRONT}\n# Mine\n", "6:1: [L104] the title is put in"),
        (f"{FRONT}\n", "6:1: [L105] the lesson has no text"),
        (f"{TEXT}\n:::{{instructr}}\nA\n:::\n", '8:1: [L110] unknown block "instructr"; did you mean "instructor"?'),
        (f"{TEXT}\n```{{note}}\nA\n```\n", '8:1: [L110] unknown block "note"'),
        (f"{TEXT}\n```{{code-cell}} python\nquiz('06-strokes')\n```\n", '8:1: [L110] unknown block "code-cell"'),
        (f"{TEXT}\n:::{{instructor}}\nA\n", "8:1: [L111] this block is not closed"),
        (f"{TEXT}\n:::{{objectives}}\n- Mine\n:::\n", "9:1: [L112] this block is filled from data/objectives.csv"),
        (
            f"{TEXT}\nRub {{fig}}`rub-mx`.\n",
            '8:5: [L023] no timing or threshold is called "rub-mx"; did you mean "rub-max"?',
        ),
        (f"{TEXT}\nRub {{fgi}}`rub-max`.\n", '8:5: [L021] unknown role {fgi}; did you mean "fig"?'),
        (f"{TEXT}\n{code(':hidden: true' + chr(10) + QUIZ)}", "9:1: [L120] a cell has no options"),
        (f"{TEXT}\n{code('import os')}", "9:1: [L121] this cell is not a call from the list"),
        (f"{TEXT}\n{code('print(1)')}", '9:1: [L121] a lesson cannot call "print"'),
        (f"{TEXT}\n{code('quizz(1)')}", '9:1: [L121] a lesson cannot call "quizz"; did you mean "quiz"?'),
        (f"{TEXT}\n{code('quiz(')}", "9:5: [L121] this cell cannot be read"),
        (f"{TEXT}\n{code('')}", "[L121] this cell is empty"),
        (f"{TEXT}\n{code('lesson.quiz(1)')}", "9:1: [L121] this cell is not a call from the list"),
        (f"{TEXT}\n{code('quiz(1); quiz(2)')}", "9:10: [L122] a cell holds one call"),
        (f"{TEXT}\n{code('quiz(open(1))')}", "9:6: [L123] write the id itself, in quotes"),
        (f"{TEXT}\n{code('quiz(*a)')}", "9:6: [L123] write the id itself, in quotes"),
        (f"{TEXT}\n{code(QUIZ.replace('strokes', 'Strokes!'))}", "9:1: [L124] an id holds small letters"),
        (f"{TEXT}\n{code('quiz(1)')}", "9:1: [L124] quiz takes one id in quotes"),
        (f"{TEXT}\n{code('quiz()')}", "9:1: [L124] quiz takes one id in quotes"),
        (f"{TEXT}\n{code(QUIZ.replace('(', '(id='))}", "9:1: [L124] quiz takes one id in quotes"),
        (f"{TEXT}\n{code('home(1)')}", "9:1: [L124] home takes nothing: home()"),
        (f"{TEXT}\n{code('reading(1)')}", "9:1: [L124] reading takes one id in quotes"),
        (
            f"{TEXT}\n{code('reading(' + chr(34) + 'a/b' + chr(34) + ')')}",
            "9:1: [L121] the build puts a tick under each",
        ),
        (
            f"{TEXT}\n{code(QUIZ.replace('strokes', 'stroke'))}",
            '9:7: [L125] there is no quiz "06-stroke"; did you mean "06-strokes"?',
        ),
        (f"{TEXT}\n{code(FIGURE)}", '9:9: [L125] there is no figure "depth"'),
    ],
)
def test_what_is_wrong_with_a_lesson_is_said_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    """One mistake gives one line: file, line, column, rule, what was found and how to mend it."""
    _, problems = lesson(tmp_path, text)
    assert len(problems) == 1, problems
    assert problems[0].startswith("lessons/06-strokes.md:")
    assert problem in problems[0]


def test_a_lesson_under_another_name_than_its_module_is_refused(tmp_path: Path) -> None:
    """The file's name is the module's slug: it names the notebook too."""
    _, problems = lesson(tmp_path, TEXT, "06-storkes.md")
    assert problems == [
        'lessons/06-storkes.md:3:9: [L103] module 6 is "06-strokes" in data/modules.csv, not "06-storkes"'
    ]
    _, problems = lesson(tmp_path, "---\ntitle: A\n---\n\nText.\n", "strokes.md")
    assert [p.partition("]")[0] for p in problems] == ["lessons/strokes.md:1:1: [L101"]


def test_all_mistakes_of_a_lesson_come_in_one_run(tmp_path: Path) -> None:
    """An author mends a lesson in one go."""
    text = f"{FRONT}\n{{cite}}`S9`\n\n{code('import os')}\n{{fig}}`x`\n\n{code('quiz(1)')}"
    _, problems = lesson(tmp_path, text)
    assert [p.split(" ")[1] for p in problems] == ["[L023]", "[L121]", "[L023]", "[L124]"]


def test_a_file_that_is_not_text_gives_one_line(tmp_path: Path) -> None:
    """A lesson saved in another encoding says where the first bad byte stands."""
    file = tmp_path / "lessons" / "06-strokes.md"
    file.parent.mkdir()
    file.write_bytes(FRONT.encode() + b"\nCaf\xe9\n")
    _, problems = read(tmp_path, file, COURSE, BANK, set())
    assert [str(p).partition("]")[0] for p in problems] == ["lessons/06-strokes.md:6:4: [S002"]
