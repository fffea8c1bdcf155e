"""A block puts a fact into a lesson as it stands in the data, with its sources as links."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcraft.content import blocks, roles
from backcraft.content.build_lessons import read
from backcraft.content.load import load
from backcraft.course import (
    Claim,
    Condition,
    Conflict,
    Course,
    Medium,
    Module,
    Objective,
    Source,
    Stroke,
    Timing,
)
from backcraft.questions.bank import Bank
from tests.build.courses import ROOT

RUBBING = Stroke(
    id="rubbing",
    name="rubbing",
    western="friction",
    group="medium-deep",
    tool="the fingertips",
    direction="in circles & lines",
    depth=2,
    how="Move the skin.",
    said_to="warms",
    sureness="source says so",
    sources=("S1",),
    also=("palm rubbing", "edge rubbing"),
)
COURSE = Course(
    name="c",
    sources={
        "S1": Source(id="S1", label="S1", origin="seed", title='The "first" text', found="F."),
        "trial": Source(id="trial", label="Trial 2004", origin="evidence", title="A trial", found="F."),
    },
    timings={
        "rub-max": Timing(id="rub-max", label="Longest", high=10, unit="seconds", sources=("S1",), stroke="rubbing"),
        "other": Timing(id="other", label="Other", high=3, unit="minutes", sources=("S1",)),
    },
    strokes={"rubbing": RUBBING},
    claims={
        "warm": Claim(id="warm", text="It warms <all>.", topic="strokes", sources=("S1", "trial"), verdict="Say less.")
    },
    conditions={
        "fever": Condition(
            id="fever",
            name="fever",
            role="contraindication",
            extent="general",
            text="Fever bars massage.",
            sources=("S1",),
            verdict="Decline today.",
        )
    },
    conflicts={
        "way": Conflict(
            id="way",
            title="Up or down?",
            positions=(
                Conflict.Position(text="Up.", sources=("S1",)),
                Conflict.Position(text="Down.", sources=("trial",)),
            ),
            course="Up with weight.",
            modules=(6,),
        ),
        "length": Conflict(id="length", title="How long?", positions=(), course="As planned.", modules=(7,)),
    },
    objectives={"one": Objective(id="one", module=6, text="Do one thing")},
    modules={"06-strokes": Module(number=6, slug="06-strokes", title="Strokes", summary="S", minutes=40)},
)
S1 = '<a href="#source-s1" title="Source text: The &quot;first&quot; text">S1</a>'
TRIAL = '<a href="#source-trial" title="Study: A trial">Trial 2004</a>'


def filled(name: str, id_: str = "", course: Course = COURSE, module: int = 6) -> str:
    return "\n".join(blocks.fill(name, id_, module, course, roles.Used())).strip()


def test_a_stroke_is_told_whole() -> None:
    """Both names, group, depth, hand, direction, how, its own figures, what is said of it and how sure that is."""
    assert filled("stroke", "rubbing") == (
        "### Rubbing\n\n"
        '<dl class="backcraft-facts">\n'
        "<dt>Western name</dt><dd>friction</dd>\n"
        "<dt>Also called</dt><dd>palm rubbing, edge rubbing</dd>\n"
        "<dt>Group, depth</dt><dd>medium-deep; depth 2 of 3, medium</dd>\n"
        "<dt>Hand</dt><dd>The fingertips</dd>\n"
        "<dt>Direction</dt><dd>In circles &amp; lines</dd>\n"
        "<dt>How</dt><dd>Move the skin.</dd>\n"
        f"<dt>Figures</dt><dd>Longest: at most 10 seconds ({S1})</dd>\n"
        f"<dt>Sources say</dt><dd>It warms.<br>How sure: <em>source says so</em> ({S1})</dd>\n"
        "</dl>"
    )


def with_medium(file: str, caption: str = "") -> Course:
    medium = Medium(id="m", stroke="rubbing", file=file, alt='Two "flat" hands', caption=caption)
    return Course(name="c", sources=COURSE.sources, strokes=COURSE.strokes, media={"m": medium})


def test_an_empty_slot_shows_nothing_and_a_filled_one_the_schools_photograph() -> None:
    """A photograph stands under its stroke's heading, with words for those who cannot see it."""
    assert "figure" not in filled("stroke", "rubbing")
    shown = filled("stroke", "rubbing", with_medium("media/rub.jpg", "In class"))
    assert shown.startswith(
        '### Rubbing\n\n<figure class="backcraft-picture">'
        '<img src="media/rub.jpg" alt="Two &quot;flat&quot; hands"><figcaption>In class</figcaption></figure>\n\n<dl'
    )


@pytest.mark.parametrize(("caption", "below"), [("", ""), ("In class", "In class ")])
def test_a_film_has_controls_and_its_words_on_the_page(caption: str, below: str) -> None:
    """A film starts when the learner starts it; what it shows can be read."""
    shown = filled("stroke", "rubbing", with_medium("media/rub.MP4", caption))
    assert '<video controls preload="metadata" src="media/rub.MP4"></video>' in shown
    assert f"<figcaption>{below}In words: Two &quot;flat&quot; hands</figcaption>" in shown


def test_a_conflict_shows_each_side_with_its_sources_and_the_decision() -> None:
    """No side stands without its source."""
    assert filled("conflict", "way") == (
        "### Up or down?\n\n"
        '<dl class="backcraft-facts">\n'
        f"<dt>{S1}</dt><dd>Up.</dd>\n<dt>{TRIAL}</dt><dd>Down.</dd>\n"
        "<dt>The course decides</dt><dd>Up with weight.</dd>\n"
        "</dl>"
    )


def test_the_conflicts_of_a_module_are_put_in_whole() -> None:
    """Those of other modules stay out."""
    assert filled("conflicts") == filled("conflict", "way")
    assert "How long?" in filled("conflicts", module=7)


def test_a_claim_says_whose_it_is_how_sure_and_what_the_course_does() -> None:
    """What may not be passed on is never shown without the verdict."""
    assert filled("claim", "warm") == (
        '<dl class="backcraft-facts">\n'
        "<dt>It is said</dt><dd>It warms &lt;all&gt;.</dd>\n"
        f"<dt>By whom</dt><dd>{S1}, {TRIAL}</dd>\n"
        "<dt>How sure</dt><dd>Source says so</dd>\n"
        "<dt>The course</dt><dd>Say less.</dd>\n"
        "</dl>"
    )


def test_a_condition_says_how_far_it_reaches_and_what_is_decided() -> None:
    """A list entry of a source never stands alone."""
    assert filled("condition", "fever") == (
        "### Fever\n\n"
        '<dl class="backcraft-facts">\n'
        "<dt>Listed as</dt><dd>Contraindication</dd>\n"
        "<dt>Concerns</dt><dd>The whole body</dd>\n"
        f"<dt>Sources say</dt><dd>Fever bars massage. ({S1})</dd>\n"
        "<dt>The course decides</dt><dd>Decline today.</dd>\n"
        "</dl>"
    )


def test_the_sources_of_a_block_stand_at_the_lessons_end(tmp_path: Path) -> None:
    """A link from a block leads to its source in the same page."""
    file = tmp_path / "lessons" / "06-strokes.md"
    file.parent.mkdir()
    file.write_text("---\ntitle: T\nmodule: 6\n---\n\nA.\n\n:::{conflict} way\n:::\n\nB.\n", "utf-8")
    lesson, problems = read(tmp_path, file, COURSE, Bank(), set())
    assert problems == []
    text = "\n\n".join(cell.source for cell in lesson.cells)
    assert text.index("A.") < text.index("### Up or down?") < text.index("B.")
    assert '<a id="source-s1"></a>' in text
    assert '<a id="source-trial"></a>' in text
    assert ":::" not in text


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (":::{stroke} rubing\n:::", '6:13: [L023] no stroke is called "rubing"; did you mean "rubbing"?'),
        (":::{claim} x\n:::", '6:12: [L023] no claim is called "x"; see data/claims.yaml'),
        (":::{stroke}\n:::", '6:1: [L114] name the stroke by its id, such as ":::{stroke} an-id"'),
        (":::{conflicts} way\n:::", '6:1: [L114] this block takes no id; leave out "way"'),
        (":::{stroke} rubbing\nMine.\n:::", "7:1: [L112] this block is filled from data/strokes.yaml; leave it empty"),
        (":::{strokes} rubbing\n:::", '6:1: [L110] unknown block "strokes"; did you mean "stroke"?'),
    ],
)
def test_a_slip_in_a_block_is_said_with_its_place(tmp_path: Path, body: str, problem: str) -> None:
    """File, line, column, rule, and how to mend it."""
    file = tmp_path / "lessons" / "06-strokes.md"
    file.parent.mkdir()
    file.write_text(f"---\ntitle: T\nmodule: 6\n---\n\n{body}\n\nText.\n", "utf-8")
    _, problems = read(tmp_path, file, COURSE, Bank(), set())
    assert [str(p) for p in problems] == [f"lessons/06-strokes.md:{problem}"]


def test_a_module_without_conflicts_has_no_block_of_them(tmp_path: Path) -> None:
    """An empty heading teaches nothing."""
    with pytest.raises(blocks.Wrong, match="no conflict of this lesson's module"):
        blocks.fill("conflicts", "", 2, COURSE, roles.Used())


def test_a_titled_note_for_instructors_stays_out_too(tmp_path: Path) -> None:
    """Words behind the block's name do not turn it into a text for learners."""
    file = tmp_path / "lessons" / "06-strokes.md"
    file.parent.mkdir()
    file.write_text("---\ntitle: T\nmodule: 6\n---\n\n:::{instructor} Times\nHidden.\n:::\n\nText.\n", "utf-8")
    lesson, problems = read(tmp_path, file, COURSE, Bank(), set())
    assert problems == []
    assert "Hidden" not in "".join(cell.source for cell in lesson.cells)
    assert "Times" not in "".join(cell.source for cell in lesson.cells)


@pytest.mark.parametrize("name", ["claim", "condition", "conflict", "stroke"])
def test_every_fact_of_the_course_can_be_put_in(name: str, real: Course) -> None:
    """No row of the course's own data breaks its block; none holds a blank line, which would end its HTML."""
    for id_ in getattr(real, blocks.FILES[name].partition(".")[0]):
        inside = filled(name, id_, real).partition("<dl")[2]
        assert inside.endswith("</dl>")
        assert "\n\n" not in inside


@pytest.fixture(scope="module")
def real() -> Course:
    return load(ROOT, lessons=False).course
