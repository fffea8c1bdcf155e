"""What holds for the course's own facts in ``data/``, beyond what ``backcraft check`` asks of any course."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backcraft.content.load import load
from backcraft.course import Course

ROOT = Path(__file__).parents[2]
SLUGS = Path(__file__).with_name("seed_fact_slugs.txt")
#: Businesses and branded medicines that the source texts advertise, as digests, so that they stand nowhere.
FORBIDDEN = {
    "07693dbad7408fec",
    "51454c630c8a45bf",
    "d58da41e0f551557",
    "86dfb93aa6be06b8",
    "4d1b8b46946d1c05",
    "2b510875551248a8",
    "41c3a6ec40575681",
}
FIGURE = re.compile(r"(?<![\w.-])\d+(?:[.,]\d+)*(?!\w)")
WORD = re.compile(r"[a-z]+")


@pytest.fixture(scope="module")
def course() -> Course:
    """The facts as the checker reads them."""
    return load(ROOT, lessons=False).course


def rows(course: Course) -> list[tuple[str, Any]]:
    """Return every fact with the table that it stands in."""
    tables = msgspec.structs.asdict(course)
    return [(name, row) for name, table in tables.items() if isinstance(table, dict) for row in table.values()]


def slugs() -> list[str]:
    lines = (line.strip() for line in SLUGS.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def prose(row: Any) -> str:
    """Return all that a person reads of a claim, condition, stroke or conflict."""
    parts = [getattr(row, name, "") for name in ("text", "verdict", "course", "how", "said_to", "direction")]
    return " ".join([*parts, *(position.text for position in getattr(row, "positions", ()))])


def test_every_row_of_the_source_texts_lists_is_covered(course: Course) -> None:
    """Nothing that the source texts teach is missing, however it is judged."""
    covered = {slug for _, row in rows(course) for slug in getattr(row, "facts", ())}
    assert set(slugs()) - covered == set()


def test_no_fact_covers_a_row_that_is_not_on_the_list(course: Course) -> None:
    """A slip of the pen in ``facts`` is found."""
    assert {slug for _, row in rows(course) for slug in getattr(row, "facts", ())} - set(slugs()) == set()


def test_the_frozen_list_names_each_row_once() -> None:
    """The list itself holds no row twice."""
    assert [slug for slug, count in Counter(slugs()).items() if count > 1] == []


def test_every_fact_names_a_source_that_exists(course: Course) -> None:
    """No fact without a source, and no source that is not on the list."""
    bare, unknown = [], []
    for table, row in rows(course):
        if table in ("sources", "objectives", "modules", "terms", "regions", "media", "checklists", "clients"):
            named = getattr(row, "sources", ())
        elif table == "conflicts":
            named = [name for position in row.positions for name in position.sources]
            bare += [row.id for position in row.positions if not position.sources]
        else:
            named = row.sources
            bare += [] if named else [row.id]
        unknown += [f"{table}: {name}" for name in named if name not in course.sources]
    assert (bare, unknown) == ([], [])


def test_every_source_carries_a_fact(course: Course) -> None:
    """The list of sources is not longer than what rests on it, screening included."""
    screening = load(ROOT, lessons=False).screening
    used = {name for row in (*screening.facts.values(), *screening.rules.values()) for name in row.sources}
    for _, row in rows(course):
        used.update(getattr(row, "sources", ()))
        for position in getattr(row, "positions", ()):
            used.update(position.sources)
    assert set(course.sources) - used == set()


def test_every_doubtful_or_disputed_claim_says_how_the_course_treats_it(course: Course) -> None:
    """A claim to appraise never stands alone."""
    assert [c.id for c in course.claims.values() if c.stance != "taught" and not c.verdict] == []


def test_no_claim_without_support_is_taught(course: Course) -> None:
    """What is unsupported or contradicted is taught as a claim to appraise."""
    unsafe = ("unsupported", "contradicted")
    assert [c.id for c in course.claims.values() if c.sureness in unsafe and c.stance != "doubtful"] == []


def test_a_statement_that_rests_on_source_texts_alone_is_called_no_more_than_some_support(course: Course) -> None:
    """Only a study or a written standard makes a claim well supported."""
    seeds = {s.id for s in course.sources.values() if s.origin in ("seed", "course")}
    assert [c.id for c in course.claims.values() if c.sureness == "well supported" and set(c.sources) <= seeds] == []


def test_every_contraindication_and_red_flag_has_a_verdict(course: Course) -> None:
    """No condition is left as a bare list entry."""
    assert [c.id for c in course.conditions.values() if not c.verdict] == []


def test_every_red_flag_is_referred_or_an_emergency(course: Course) -> None:
    """A red flag never ends in treatment."""
    flags = [c for c in course.conditions.values() if c.role == "red flag"]
    assert flags
    assert [c.id for c in flags if not re.search(r"Emergency|Refer the same day", c.verdict)] == []


def test_every_figure_in_prose_stands_in_a_table(course: Course) -> None:
    """A number lives once: prose repeats only figures that a timing or threshold holds."""
    known = {number for t in course.timings.values() for number in (t.low, t.high) if number is not None}
    known |= {t.value for t in course.thresholds.values()}
    checked = [
        *course.claims.values(),
        *course.conditions.values(),
        *course.conflicts.values(),
        *course.strokes.values(),
    ]
    loose = [
        f"{row.id}: {figure}"
        for row in checked
        for figure in FIGURE.findall(prose(row))
        if float(figure.replace(",", "")) not in known
    ]
    assert loose == []


def test_every_threshold_waits_for_a_clinician(course: Course) -> None:
    """The course's clinical lines are teaching rules and say so."""
    assert [t.id for t in course.thresholds.values() if not t.signoff] == []


def test_each_figure_that_the_course_decided_says_that_it_did(course: Course) -> None:
    """A timing that rests on the course alone is marked by its source or note."""
    alone = [t for t in course.timings.values() if set(t.sources) == {"course"}]
    assert [t.id for t in alone if "course" not in t.note] == []


def test_every_sequence_begins_with_a_light_or_unnamed_stroke(course: Course) -> None:
    """Each model of the source texts starts light."""
    for sequence in course.sequences.values():
        for stroke in sequence.steps[0].strokes:
            assert course.strokes[stroke].depth == 1, sequence.id


def test_every_stroke_is_used_by_a_sequence_a_timing_or_a_claim(course: Course) -> None:
    """No stroke stands in the list without a place in the teaching."""
    used = {stroke for s in course.sequences.values() for step in s.steps for stroke in step.strokes}
    used |= {t.stroke for t in course.timings.values()}
    named = " ".join(claim.text for claim in course.claims.values()).lower()
    assert [s.id for s in course.strokes.values() if s.id not in used and s.name not in named] == []


def test_every_module_has_three_to_six_objectives(course: Course) -> None:
    """Objectives are few enough to remember."""
    counts = Counter(o.module for o in course.objectives.values())
    assert {m.number for m in course.modules.values()} == set(range(1, 13))
    assert [m.number for m in course.modules.values() if not 3 <= counts[m.number] <= 6] == []


def test_all_fifteen_conflicts_and_more_are_there_and_belong_to_modules(course: Course) -> None:
    """Each conflict has two positions or more, a decision, and modules that teach it."""
    assert len(course.conflicts) >= 15
    assert [c.id for c in course.conflicts.values() if len(c.positions) < 2 or not c.course or not c.modules] == []


def test_every_topic_of_a_claim_is_told_in_the_read_me(course: Course) -> None:
    """Topics are a small set, and documented."""
    told = set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "data" / "README.md").read_text("utf-8"), re.MULTILINE))
    assert {c.topic for c in course.claims.values()} - told == set()


def test_a_glossary_meaning_is_one_short_sentence(course: Course) -> None:
    """Each word is told in one sentence of at most thirty words."""
    long = [
        t.id
        for t in course.terms.values()
        if len(t.meaning.split()) > 30 or re.search(r"[.?!] [A-Z]", t.meaning) or not t.meaning.endswith(".")
    ]
    assert long == []


def test_no_name_from_the_source_texts_advertising_is_anywhere() -> None:
    """Neither businesses, brand names nor telephone numbers came along."""
    found = []
    for folder in ("data", "lessons", "quizzes"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in (".md", ".yaml", ".csv"):
                continue
            text = path.read_text("utf-8").lower()
            words = WORD.findall(text)
            spoken = {*words, *(" ".join(pair) for pair in pairwise(words))}
            found += [path.name for word in spoken if hashlib.sha256(word.encode()).hexdigest()[:16] in FORBIDDEN]
            found += [path.name for _ in re.finditer(r"\+\d[\d ()-]{8,}", text)]
    assert found == []
