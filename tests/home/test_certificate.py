"""The certificate of work: what it says, from the record alone, and that it prints on one page."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from backcraft.content import contents, open_cases, open_course, open_screening
from backcraft.practice.checklist.lists import checklists
from backcraft.records.desk import Desk
from backcraft.records.home import Home, HomeDesk
from backcraft.records.home.certificate import certificate, clean_name, name_in
from backcraft.records.home.hours import Hours, hours
from backcraft.records.home.practice import Practice
from backcraft.records.home.standing import standings
from backcraft.records.keeper import Keeper
from tests.cases.samples import SCREENING
from tests.records.samples import record, tokens
from tests.site import Site

from .course import BANK, Work, course, practising
from .test_practice import CASES, decided
from .test_view import Kernel, show

ROOT = Path(__file__).parent.parent.parent
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(*minutes: float) -> list[str]:
    return [(NINE + timedelta(minutes=m)).isoformat() for m in minutes]


def test_time_between_answers_counts_and_longer_breaks_do_not() -> None:
    """Four minutes, a break of an hour, fifteen minutes, a break of just more."""
    assert hours(at(0, 4, 64, 79, 94.1)).minutes == 19
    assert hours(reversed(at(0, 4, 64, 79, 94.1))) == hours(at(0, 4, 64, 79, 94.1))
    found = hours([*at(0, 10), "2026-03-04T23:59:00Z", "2026-03-05T00:01:00Z", "no time"])
    assert (found.minutes, found.days) == (12, 3)
    assert (found.first, found.last) == ("2026-03-02T09:00:00+00:00", "2026-03-05T00:01:00+00:00")
    assert hours([]) == hours(["T"]) == Hours()


@settings(deadline=None)
@given(st.lists(st.floats(0, 3000), max_size=40))
def test_the_estimate_is_never_more_than_the_time_that_passed(minutes: list[float]) -> None:
    """Nor more than fifteen minutes an answer; another answer in between never lessens it by more than a rounding."""
    found = hours(at(*minutes))
    assert found.minutes <= max(minutes, default=0) - min(minutes, default=0) + 0.5
    assert found.minutes <= 15 * max(0, len(minutes) - 1) + 0.5


@pytest.mark.parametrize(
    ("given_", "kept"), [("  Ada\n  Muster ", "Ada Muster"), ("\u202eevil", "evil"), ("x" * 200, "x" * 120), (7, "")]
)
def test_a_name_is_one_line_of_plain_letters(given_: object, kept: str) -> None:
    """As long as a name may be."""
    assert clean_name(given_) == kept


def made(work: Work, *more: Any, practice: Practice = Practice(), whole: Any = None) -> Any:  # noqa: B008 - frozen
    records = [*work.records, *more]
    lessons = standings(course(), BANK, practising(), records, practice)
    return certificate(
        whole or course(),
        BANK,
        CASES,
        SCREENING,
        lessons=lessons,
        practice=practice,
        exams=[],
        hours=Hours(),
        records=records,
    )


def test_marks_are_those_of_first_answers() -> None:
    """A later attempt changes nothing; what has changed since is left out."""
    work = Work().answer("one-check", "a1").answer("one-check", "a2", "o2").answer("one-check", "a2", attempt=2)
    found = made(work.answer("two-check", "c1", digest="old"))
    assert (found.marks.answers, found.marks.percent) == (2, 50)
    assert [(r.number, r.marks.answers, r.marks.percent) for r in found.rows] == [(2, 0, None), (6, 2, 50)]
    assert found.goals == 3


def test_cases_are_told_by_their_first_decisions() -> None:
    """The emergency that was missed stays on the page, also after it was played again and met."""
    numb, fever = CASES.cases["numb"], CASES.cases["fever"]
    records = [decided(1, numb, "treat", certainty=2), decided(2, fever, "refer", certainty=2)]
    records.append(decided(3, numb, "emergency", attempt=2, certainty=2))
    found = made(Work(), *records, practice=Practice(played=frozenset({"case:numb", "case:fever"})))
    assert (found.cases.played, found.cases.of) == (2, 4)
    assert (found.cases.first, found.cases.right, found.cases.missed) == (2, 1, 1)


def test_the_last_name_given_stands() -> None:
    """It is a record like any other."""
    fields = {"activity": "certificate", "question": "name"}
    first = record(n=1, id="n1", answer={"name": "Ada"}, **fields)
    assert name_in([first, record(n=2, id="n2", answer={"name": "Ada M."}, **fields)]) == "Ada M."
    assert name_in([]) == name_in([record(answer="damaged", **fields)]) == ""


def check(n: int, name: str, tick: str = "done", *, assessor: str = "A. Teacher", final: bool = True) -> Any:
    known = checklists(open_course(ROOT)[0])[name]
    best = max(known.ratings, key=lambda r: r.value)
    answer = {"items": {i.id: tick for i in known.items}, "rating": best.id, "assessor": assessor, "note": ""}
    fields = {"activity": f"checklist:{name}", "question": "check", "answer": answer, "final": final}
    return record(n=n, id=f"h{n}", attempt=n, digest=known.digest(), at="2026-03-02T10:00:00Z", **fields)


def test_hands_on_checks_stand_there_when_they_were_signed_and_passed() -> None:
    """With who saw them; the last one counts; not a draft, not one that failed, not one of an older list."""
    whole, _ = open_course(ROOT)
    first, second, *_ = checklists(whole)
    passed = made(Work(), check(1, first), check(2, second, final=False), whole=whole).checks
    assert [(c.name, c.assessor, c.at) for c in passed] == [
        (checklists(whole)[first].name, "A. Teacher", "2026-03-02T10:00:00Z")
    ]
    assert made(Work(), check(1, first), check(2, first, "not"), whole=whole).checks == ()
    assert made(Work(), check(1, first, assessor=" "), whole=whole).checks == ()


class Whole(Kernel):
    """The page of the course itself, for a learner who has been seen to do all of it by several teachers."""

    def __init__(self, folder: Path) -> None:
        (course_, bank), entries = open_course(ROOT), list(contents.read(ROOT).values())
        self.now = NINE
        token = tokens("w")
        self.keeper = Keeper(folder, clock=lambda: self.now, token=token)
        learner = self.keeper.identity().learner
        for n, name in enumerate(checklists(course_), 1):
            one = check(n, name, assessor=f"Teacher Number {n % 5} of a School with a Long Name")
            self.now += timedelta(minutes=20 * n)
            self.keeper.put(learner, one.activity, 1, "check", one.answer, True, None, one.digest, token())
        home = Home(course_, bank, entries, lambda: self.keeper, open_cases(ROOT), open_screening(ROOT))
        self._desk = HomeDesk(Desk(lambda: self.keeper, home), lambda: self.keeper, home, token)
        self.traits = {"view": home.view, "activity": home.id, "digest": Kernel(folder).traits["digest"]}


@pytest.mark.browser
def test_the_certificate_asks_for_the_name_once_and_prints_on_one_page(page: Page, site: Site, tmp_path: Path) -> None:
    """As full as it can get, a long name included; nothing else of the home page is printed with it."""
    kernel = Whole(tmp_path)
    show(page, site, kernel)
    page.get_by_role("button", name="Show my certificate").click()
    field = page.get_by_label("The name on the certificate")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Write the name")).to_be_visible()
    page.keyboard.type("Ada Wilhelmine Muster-Beispiel of the Evening Class for Massage in the Town by the River")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Certificate of work", exact=True)).to_be_focused()
    expect(page.locator(".bc-certificate-page")).to_contain_text("It is no qualification")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # The page that stands around the widget here is no part of the course.
    page.locator("main > :is(h1, h2)").evaluate_all("nodes => nodes.forEach((node) => node.remove())")
    pdf = PdfReader(io.BytesIO(page.pdf(format="A4", margin={"top": "16mm", "bottom": "18mm"})))
    text = " ".join(pdf.pages[0].extract_text().split())
    assert len(pdf.pages) == 1
    for said in ("Ada Wilhelmine", "Teacher Number 3", "Name and signature", "12. Aftercare"):
        assert said in text, said
    for other in ("What to do next", "Remove my work", "Change the name"):
        assert other not in text
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Show my certificate")).to_be_focused()
    page.get_by_role("button", name="Show my certificate").click()
    expect(page.locator(".bc-certificate-name")).to_contain_text("Ada Wilhelmine")
