"""Roles become figures, citations and words; what is wrong with one is said with its place."""

from __future__ import annotations

import pytest

from backcraft.content import roles
from backcraft.course import Course, Source, Term, Threshold, Timing

COURSE = Course(
    name="c",
    sources={
        "S1": Source(
            id="S1", label="S1", origin="seed", title='A "quoted" title', identifier="seed 1", found="Says so."
        ),
        "a-2009": Source(
            id="a-2009",
            label="A 2009",
            origin="evidence",
            title="T",
            authors="A. Author",
            year=2009,
            identifier="doi",
            found="Found it.",
        ),
    },
    timings={
        "rate": Timing(id="rate", label="Rate", low=60, high=100, unit="movements a minute", sources=("S1",)),
        "limit": Timing(id="limit", label="Limit", high=10, unit="seconds", sources=("S1",)),
        "least": Timing(id="least", label="Least", low=10, unit="sessions", sources=("S1",)),
        "exact": Timing(id="exact", label="Exact", low=1.5, high=1.5, unit="hours", sources=("S1",)),
    },
    thresholds={
        "hot": Threshold(id="hot", label="Hot", value=37.5, unit="°C", sources=("S1",)),
        "many": Threshold(id="many", label="Many", value=1679, unit="infants", sources=("S1",)),
    },
    terms={"petrissage": Term(id="petrissage", term="petrissage", meaning="Kneading.")},
)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{fig}`rate`", "60–100 movements a minute"),
        ("{fig}`limit`", "at most 10 seconds"),
        ("{fig}`least`", "at least 10 sessions"),
        ("{fig}`exact`", "1.5 hours"),
        ("{fig}`hot`", "37.5 °C"),
        ("{fig}`many`", "1,679 infants"),
        ("{num}`limit`", "10 seconds"),
        ("{low}`rate`", "60"),
        ("{high}`many`", "1679"),
        ("{cite}`a-2009`", "A 2009"),
        ("{term}`petrissage`", "petrissage"),
        ("{term}`gathering strokes <petrissage>`", "gathering strokes"),
        ("from {low}`rate` to {high}`rate`", "from 60 to 100"),
        ("a `literal` and {braces}", "a `literal` and {braces}"),
    ],
)
def test_a_role_is_filled_in_from_the_data(text: str, filled: str) -> None:
    """Outside a lesson every role becomes plain words."""
    assert roles.fill(text, COURSE) == (filled, [])


@pytest.mark.parametrize(
    ("text", "offset", "rule", "said"),
    [
        ("a {fgi}`rate`", 2, "L021", 'unknown role {fgi}; did you mean "fig"?'),
        ("{fig}`rat`", 0, "L023", 'no timing or threshold is called "rat"; did you mean "rate"?'),
        ("{cite}`S9x`", 0, "L023", 'no source is called "S9x"; see data/sources.yaml'),
        ("{term}`press <petrisage>`", 0, "L023", 'no word of the glossary is called "petrisage"'),
        ("{fig}``", 0, "L022", "the role {fig} names nothing"),
        ("so {fig}`rate of it", 3, "L022", "the role {fig} is not closed"),
        ("{low}`limit`", 0, "L024", '"limit" has no low end'),
    ],
)
def test_a_wrong_role_stays_and_is_reported(text: str, offset: int, rule: str, said: str) -> None:
    """A role that cannot be filled in says where in the text it stands, and how to mend it."""
    filled, slips = roles.fill(text, COURSE)
    assert filled == text
    assert [(s.offset, s.rule) for s in slips] == [(offset, rule)]
    assert said in slips[0].text


def test_two_wrong_roles_in_one_text_are_both_reported() -> None:
    """One run tells everything."""
    assert len(roles.fill("{fig}`x` {cite}`y`", COURSE)[1]) == 2


def test_a_lesson_links_citations_and_words_to_its_end() -> None:
    """In a lesson a citation and a word are links, with what they lead to at hand under the pointer."""
    used = roles.Used()
    filled, _ = roles.fill("{cite}`S1` {term}`petrissage` {cite}`S1`", COURSE, used)
    cited = '[S1](#source-s1 "Source text: A \\"quoted\\" title")'
    assert filled == f'{cited} [petrissage](#word-petrissage "Kneading.") {cited}'
    lines = "\n".join(roles.sections(COURSE, used))
    assert lines.count('<a id="source-s1"></a>') == 1
    assert lines.count('<a id="word-petrissage"></a>') == 1


def test_the_end_of_a_lesson_says_what_each_source_is() -> None:
    """A study stands with its authors, year and identifier; a source text without the course's own file number."""
    lines = roles.sections(COURSE, roles.Used(sources={"a-2009": None, "S1": None}))
    assert lines[2] == '- <a id="source-a-2009"></a>**A 2009**: *T* (study). A. Author, 2009. Found it. (doi)'
    assert lines[3] == '- <a id="source-s1"></a>**S1**: *A "quoted" title* (source text). Says so.'


def test_a_lesson_that_cites_nothing_has_no_end_matter() -> None:
    """No empty heading."""
    assert roles.sections(COURSE, roles.Used()) == []
