"""The reference pages: every word with its names and lessons, every source with what rests on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from backcraft.content import reference, roles
from backcraft.content.build_course import read_all
from backcraft.content.build_lessons import Lesson
from backcraft.content.load import Loaded, load
from backcraft.course import Claim, Course, Source, Stroke, Term, Threshold, Timing
from backcraft.safety import Rule, Screening, When
from tests.build.courses import ROOT

RUBBING = Stroke(
    id="rubbing",
    name="rubbing",
    western="friction",
    group="g",
    tool="t",
    direction="d",
    depth=2,
    how="H.",
    said_to="warms",
    sureness="source says so",
    sources=("S1",),
    also=("palm rubbing",),
    words=("rubbing", "friction"),
)
COURSE = Course(
    name="c",
    sources={
        "S1": Source(id="S1", label="S1", origin="seed", title="The first", found="A text."),
        "trial": Source(
            id="trial",
            label="Trial 2004",
            origin="evidence",
            title="A <trial>",
            authors="A. Author",
            year=2004,
            identifier="doi 1",
            found="Less pain.",
        ),
    },
    claims={
        "warm": Claim(id="warm", text="It warms.", topic="strokes", sources=("S1", "trial"), stance="doubtful"),
    },
    timings={"rub": Timing(id="rub", label="Tempo", low=60, high=100, unit="movements a minute", sources=("S1",))},
    thresholds={"bp": Threshold(id="bp", label="Pressure", value=160, unit="mmHg", sources=("trial",), note="Old.")},
    strokes={"rubbing": RUBBING},
    terms={
        "rubbing": Term(id="rubbing", term="rubbing", meaning="Short strokes.", sources=("S1",)),
        "friction": Term(id="friction", term="friction", meaning="See rubbing."),
        "prone": Term(id="prone", term="prone", meaning="Face down."),
        "rigor": Term(id="rigor", term="rigor", meaning="Shaking."),
    },
)
LESSONS = (
    Lesson("06-strokes", "", title="Strokes", module=6, used=roles.Used(strokes={"rubbing": None})),
    Lesson("08-lying", "", title="Lying", module=8, text="She lies prone.", used=roles.Used()),
)
RULE = Rule(id="r", name="High pressure", when=When(), decision="clearance", why="W.", sources=("trial",), signoff=True)
AROUND = reference.Around(LESSONS, Screening(rules={"r": RULE}), {"trial": 3}, {"trial": 1})


def page(name: str, course: Course = COURSE, around: reference.Around = AROUND) -> str:
    return "\n".join(reference.BLOCKS[name][0](course, roles.Used(), around))


def words(text: str) -> dict[str, str]:
    """Return what a page says of each word, without markup."""
    found = re.findall(r"<dt>(?:<a id=[^>]*></a>)?(.*?)</dt><dd>(.*?)</dd>", text)
    return {unescape(word): unescape(re.sub(r"<br>", " ", re.sub(r"<(?!br)[^>]+>", "", said))) for word, said in found}


def test_a_word_has_its_names_its_meaning_and_its_lesson() -> None:
    """Both traditions' names of a stroke stand at either of them; a lesson that shows the stroke teaches the word."""
    said = words(page("glossary").partition("Words by letter")[2])
    assert said["rubbing"] == ("Short strokes. (S1) Stroke: rubbing (Western: friction). Taught in: 6 Strokes.")
    assert said["friction"] == "See rubbing. Stroke: rubbing (Western: friction). Taught in: 6 Strokes."


def test_a_word_that_no_lesson_explains_names_those_that_use_it() -> None:
    """And where none does, nothing is claimed."""
    said = words(page("glossary").partition("Words by letter")[2])
    assert said["prone"] == "Face down. Comes up in: 8 Lying."
    assert said["rigor"] == "Shaking."


def test_every_stroke_stands_by_both_names() -> None:
    """Before the words, so that a learner of either tradition finds it."""
    assert words(page("glossary"))["rubbing"] != ""
    assert "<dt>rubbing</dt><dd>In Western massage: friction.<br>Also called: palm rubbing.</dd>" in page("glossary")


def test_a_source_says_what_it_is_and_what_rests_on_it() -> None:
    """Kind, authors, year, title, identifier, what was found; and each fact, those that wait for sign-off named so."""
    text = page("sources")
    studies = text[text.index("Studies and reviews\n") :]
    assert words(studies)["By"] == "A. Author, 2004"
    assert words(studies)["Title"] == "A <trial>"
    assert words(studies)["Find it by"] == "doi 1"
    assert words(studies)["What was found"] == "Less pain."
    rests = re.findall(r"<li>(.*?)</li>", studies.partition("What rests on it (5)")[2])
    assert [re.sub(r"<[^>]+>", "", item) for item in rests] == [
        "Pressure: 160 mmHg; waits for a clinician’s sign-off",
        "It warms. (source says so; doubtful, shown to be weighed up)",
        "High pressure: Clearance first; waits for a clinician’s sign-off",
        "3 questions",
        "1 client case",
    ]


def test_what_waits_for_a_clinician_is_listed_with_its_reason() -> None:
    """Numbers and rules, each with its source and why it stands."""
    said = words(page("signoff"))
    assert said == {"Pressure": "160 mmHg. (Trial 2004) Old.", "High pressure": "Clearance first. W. (Trial 2004)"}


@pytest.fixture(scope="module")
def real() -> Loaded:
    return load(ROOT, lessons=False)


@pytest.fixture(scope="module")
def lessons(real: Loaded) -> dict[str, Lesson]:
    found = read_all(ROOT, real.course, real.bank, real.cases, real.screening)
    return {lesson.slug: lesson for _, lesson, _ in found}


def source(lesson: Lesson) -> str:
    return "\n".join(cell.source for cell in lesson.cells if not cell.call)


def links(text: str) -> Iterator[str]:
    yield from re.findall(r'href="#([^"]+)"', text)
    yield from re.findall(r"\]\(#([^ )]+)", text)


@pytest.mark.parametrize("slug", ["90-glossary", "91-sources"])
def test_every_link_of_a_reference_page_leads_somewhere(slug: str, lessons: dict[str, Lesson]) -> None:
    """Within the page to one anchor each; to a lesson that there is."""
    text = source(lessons[slug])
    anchors = re.findall(r'<a id="([^"]+)">', text)
    assert set(links(text)) <= set(anchors)
    assert len(set(anchors)) == len(anchors)
    assert {name.removesuffix(".ipynb") for name in re.findall(r'href="([^#"]+)"', text)} <= set(lessons)


def test_no_word_and_no_source_is_missing(real: Loaded, lessons: dict[str, Lesson]) -> None:
    """Each word of the data stands in the glossary, each source with its facts among the sources."""
    told = words(source(lessons["90-glossary"]).partition("Words by letter")[2])
    assert {term.term for term in real.course.terms.values()} <= set(told)
    text = source(lessons["91-sources"])
    assert {roles.anchor("source", id_) for id_ in real.course.sources} <= set(re.findall(r'<a id="([^"]+)">', text))
    assert "Nothing rests on it yet" not in text


def test_every_decision_for_sign_off_is_listed(real: Loaded, lessons: dict[str, Lesson]) -> None:
    """Thresholds, timings, rules and conflicts: as many as the data marks."""
    text = source(lessons["91-sources"]).partition("What waits for a clinician")[2]
    course = real.course
    marked = [*course.thresholds.values(), *course.timings.values(), *course.conflicts.values()]
    marked += [*real.screening.rules.values(), *course.exams.values()]
    due = sum(row.signoff for row in marked)
    assert sum(map(int, re.findall(r"^### .*\((\d+)\)$", text, re.MULTILINE))) == due > 100


def test_a_reference_page_shows_no_id_of_the_data(real: Loaded, lessons: dict[str, Lesson]) -> None:
    """A learner reads words, also in the notes that authors wrote beside a number."""
    ids = {*real.course.thresholds, *real.course.timings}
    for slug in ("90-glossary", "91-sources"):
        shown = re.sub(r"<[^>]+>", " ", re.sub(r"\]\([^)]*\)", "]", source(lessons[slug])))
        assert not ids & set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", shown))
