"""Feedback to give out: a page a learner, whole, safe, and nobody else's."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcraft.grading import rubric
from backcraft.grading.bank import Private, new_bank
from backcraft.grading.desk import MarkingDesk
from backcraft.grading.feedback import notices
from backcraft.grading.feedback.answers import parts
from backcraft.grading.feedback.give import known_cases, moodle_folder, page_name
from backcraft.grading.feedback.page import Pages
from backcraft.grading.gradebook import Entry, Part, open_gradebook
from backcraft.grading.session import GradedTempo
from backcraft.records.desk import Desk
from backcraft.widgets import views
from tests.questions.samples import SAMPLES, question

from .classes import (
    MONDAY,
    ROSTER,
    TEST,
    Sitting,
    all_right,
    command,
    make_bank,
    questions,
    release,
    right,
    stem_of,
    write_assignment,
    write_questions,
    zipped,
)
from .test_cases import CASE, ROOT, Player, sit, write_case
from .test_cases import raw as raw_case

KINDS = ["single", "multiple", "numeric", "ordering", "matching", "sorting", "hotspot", "short_text", "free_text"]
NOON = "2026-03-09T12:00:00+00:00"
HOSTILE = '<script>alert("x")</script>\u202eelif \u0000<img src=x onerror=alert(1)>'


class Page(HTMLParser):
    """A page as a browser meets it: its elements, and the text that is read."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._quiet = False
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._quiet = tag == "style"
        self.text += " "

    def handle_endtag(self, tag: str) -> None:
        self._quiet = False

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.text += data

    @property
    def said(self) -> str:
        """What is read, spaces made one."""
        return " ".join(self.text.split())


class Class:
    """A bank whose test was taken, collected as Moodle does, and marked into a gradebook."""

    def __init__(self, folder: Path, capsys: Any, **assignment: Any) -> None:
        self.folder, self.capsys = folder, capsys
        # The kinds that the texts below tell of, one question each.
        self.root = make_bank(folder, [q for q in questions() if q["kind"] in KINDS], **assignment)
        self.released = release(self.root, folder / "released")
        self.files: dict[str, bytes] = {}
        self.book = str(folder / "marks.db")
        self.out = folder / "pages"

    def sit(self, who: str, choose: Any, lms: str) -> None:
        """Let a learner take the test and hand in; ``lms`` is the folder's beginning in Moodle's zip."""
        where = self.folder / "learners" / who
        sitting = Sitting(where, self.released / f"{TEST}-{who}.ipynb").answer(choose)
        file = sitting.hand_in()
        self.files[f"{lms}_assignsubmission_file_/{file.name}"] = file.read_bytes()

    def grade(self) -> str:
        work = zipped(self.folder / "work.zip", self.files)
        status, said, problem = command(
            self.capsys, "grade", TEST, work, "--bank", self.root, "--roster", self.root / "roster.csv",
            "--gradebook", self.book,
        )  # fmt: skip
        assert (status in (0, 3, 4), problem) == (True, "")
        return said

    def mark(self, who: str, points: float, comment: str) -> None:
        with open_gradebook(self.book) as book:
            book.mark(TEST, who, "q-free", points, by="Dr. Ada", at=NOON, comment=comment)

    def give(self, *more: object) -> tuple[int, str, str]:
        return command(
            self.capsys, "feedback", TEST, "--bank", self.root, "--gradebook", self.book,
            "--roster", self.root / "roster.csv", "--out", self.out, *more,
        )  # fmt: skip

    def page(self, who: str) -> Page:
        return Page((self.out / f"{TEST}-feedback-{who}.html").read_bytes())


def mixed(root: Path) -> Any:
    """Answers of every sort: right, half right, wrong, and two left out."""
    known = stem_of(root)

    def choose(item: dict[str, Any]) -> Any:
        model = None if item["kind"] == "free_text" else right(known[item["stem"]], item)
        match item["kind"]:
            case "single":
                return {"choice": next(o["id"] for o in item["options"] if o["text"] == "Option d")}
            case "short_text":
                return None
            case "hotspot":
                return {"regions": ["lumbar-left", "spine-line"]}
            case "ordering":
                first, second, *rest = model["order"]
                return {"order": [second, first, *rest]}
            case "matching":
                left, other, gone = model["pairs"]
                return {"pairs": {left: model["pairs"][other], other: model["pairs"][other]}} if gone else None
            case "free_text":
                return {"text": f"I ask first.\n{HOSTILE}"}
        return model

    return choose


def test_a_page_tells_each_answer_what_was_right_and_why(tmp_path: Path, capsys: Any) -> None:
    """Every kind of question part by part, with marks, reasons, sources, the lesson to read again and the teacher."""
    one = Class(tmp_path, capsys, closes="2026-03-02T09:05:00+00:00", weights={"q-multiple": 2})
    one.sit("ana", mixed(one.root), "Ana Ärmel_41")
    one.grade()
    comment = rubric.write(["SECRET point one", "SECRET point two"], [0], f"Good start.\n{HOSTILE}")
    one.mark("ana", 0.5, comment)
    status, said, problem = one.give()
    assert (status, problem) == (0, "")
    assert said.startswith(f"Wrote 1 page of feedback in {one.out}\n")
    page = one.page("ana")
    text = page.said
    for expected in (
        "Ana Ärmel 5.5 of 10 marks", "That is 55 %.", "late: on 2 March 2026, 09:17 (UTC), by your own",
        "Share of the marks (%)", "What to read again", "Strokes: Name the strokes",
        "Question 1 Not right 0 of 1", "Option b Missed SECRET why b", "Option d You chose this Not right SECRET why d",
        "You said: fairly sure. Certainty points: -2.", "Question 2 Right 2 of 2", "Your answer: 10 seconds",
        "Question 4 Partly right 0.67 of 1", "It belongs in place 2. Not right SECRET place b",
        "Left a Your answer: Right b The right answer: Right a Not right SECRET a",
        "Left c You left this open. The right answer: Right c Missed",
        "Card a Your answer: Bin x Right SECRET a", "lumbar left Right SECRET right", "lumbar right Missed",
        "spine line Not right no", "Question 8 Not answered no mark, of 1", "The right answer: SECRET effleurage",
        "A model answer SECRET model", "Found SECRET point one", "Not found SECRET point two", "Good start.",
        "Your teacher marked this answer.", "Why SECRET explanation Sources: S1", "A text on massage",
    ):  # fmt: skip
        assert expected in text, f"{expected!r} is not in {text}"
    drawn = [a["aria-label"] for tag, a in page.elements if tag == "svg" and a.get("role") == "img"]
    assert drawn[0] == "Name the strokes: 5.5 of 10 marks, 55 %"
    map_says = "The back, seen from behind. Right: lumbar left. Not right: spine line. Missed: lumbar right."
    assert map_says in drawn
    areas = {
        a["data-region"]: a["data-state"]
        for tag, a in page.elements
        if tag == "g" and "data-region" in a and "data-state" in a
    }
    assert areas == {"lumbar-left": "right", "spine-line": "wrong", "lumbar-right": "missed"}


def test_a_page_holds_nothing_that_acts_or_asks_for_anything(tmp_path: Path, capsys: Any) -> None:
    """Names, answers and comments are text, whatever they look like; no script, and no address but the page's own."""
    one = Class(tmp_path, capsys)
    one.sit("ana", mixed(one.root), "Ana_41")
    one.grade()
    bank = Private(one.root)
    with open_gradebook(one.book) as book:
        [entry] = [e for e in book.entries(TEST) if e.learner == "ana"]
    entry.name, entry.comment, entry.file = HOSTILE, HOSTILE, HOSTILE
    entry.warnings = [HOSTILE]
    for part in entry.parts:
        part.comment = HOSTILE
    data = Pages(bank.assignment(TEST), bank.course, bank.course_root, bank.questions, views.words()).page(entry)
    page = Page(data)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "link", "form", "input", "base"}
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    addresses = [v for _, a in page.elements for k, v in a.items() if k in ("href", "src", "xlink:href", "action")]
    assert [a for a in addresses if not str(a).startswith("#")] == []
    assert not re.search(rb"url\((?!#)|@import|https?://(?!www\.w3\.org/2000/svg)", data)
    policy = next(a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert b"\0" not in data
    assert page.said.count('<script>alert("x")</script>') > 10
    # A mark of direction ends with the element that holds it, and a name has none.
    assert "\u202e" not in page.said.split("Your answers")[0].split("writes about the whole")[0]
    assert len({a["id"] for _, a in page.elements if "id" in a}) == sum("id" in a for _, a in page.elements)


def test_nobody_s_page_holds_anything_of_another(tmp_path: Path, capsys: Any) -> None:
    """Answers, names, ids and files of others are on no page, not even where marking compared two hand-ins."""
    one = Class(tmp_path, capsys)
    for who, lms in (("ana", "Ana Ärmel_41"), ("ben", "Ben van Dam_42")):
        known = all_right(one.root)
        word = f"WORD-OF-{who.upper()}"

        def choose(item: dict[str, Any], known: Any = known, word: str = word) -> Any:
            return {"text": word} if item["kind"] == "free_text" else known(item)

        one.sit(who, choose, lms)
        # One folder's id for both: marking tells the instructor that the same folder's answers came twice.
        copied = one.folder / "learners" / "ben" / ".backcraft"
        copied.mkdir(parents=True, exist_ok=True)
        shutil.copy(one.folder / "learners" / "ana" / ".backcraft" / "folder.json", copied)
    assert "the same folder's answers were handed in for" in one.grade()
    assert one.give()[0] == 0
    assert sorted(p.name for p in one.out.iterdir()) == [
        f"{TEST}-feedback-ana.html", f"{TEST}-feedback-ben.html", f"{TEST}-feedback-moodle.zip",
    ]  # fmt: skip
    ana, ben = (one.page(w).said for w in ("ana", "ben"))
    assert "WORD-OF-ANA" in ana
    assert "WORD-OF-BEN" in ben
    assert not re.search(r"ben|dam|7001|_42", ana, re.IGNORECASE)
    assert not re.search(r"\bana\b|ärmel|ana@|_41", ben, re.IGNORECASE)
    assert "Your teacher has a note about your file." in ana


def test_pages_go_into_moodle_s_zip_under_each_learner_s_number(tmp_path: Path, capsys: Any) -> None:
    """Moodle reads the number and the plugin between underscores of the folder's name; who has none is named."""
    one = Class(tmp_path, capsys)
    one.sit("ana", all_right(one.root), "Ana Ärmel_41")
    one.sit("ben", all_right(one.root), "no-number")
    one.sit("cyd", all_right(one.root), "none")
    one.grade()
    status, said, _ = one.give()
    assert status == 0
    assert "Not in the zip, for Moodle's number of them is not known: cyd" in said
    assert "Answers wait for you in the work of: ana, ben, cyd." in said
    with zipfile.ZipFile(one.out / f"{TEST}-feedback-moodle.zip") as made:
        names = made.namelist()
        assert made.read(names[0]) == (one.out / f"{TEST}-feedback-ana.html").read_bytes()
    # What mod/assign/feedback/file/importziplib.php does with a path.
    read = [(n.split("/")[0].split("_", 4), n.split("/")[1]) for n in names]
    assert read == [
        (["Ana Ärmel", "41", "assignsubmission", "file", ""], f"{TEST}-feedback-ana.html"),
        (["Ben van Dam", "7001", "assignsubmission", "file", ""], f"{TEST}-feedback-ben.html"),
    ]


@pytest.mark.parametrize(("name", "folder"), [
    ("A_B/../c:d", "A B .. c d_7_assignsubmission_file_"), ("\u202e\0", "Learner_7_assignsubmission_file_"),
])  # fmt: skip
def test_a_name_never_leads_out_of_the_zip(name: str, folder: str, tmp_path: Path) -> None:
    """A name becomes one folder's, without what Moodle or a disk would read otherwise."""
    from backcraft.grading.roster import Roster
    from backcraft.grading.types import Learner

    entry = Entry(learner="x", name=name, file="work.ipynb")
    assert moodle_folder(entry, Roster([Learner(id="x", name=name, lms="7")])) == folder


@given(st.lists(st.text(max_size=40), unique_by=str.casefold, max_size=8))
def test_every_learner_s_page_has_a_safe_name_of_its_own(learners: list[str]) -> None:
    """Whatever a learner is called, on any disk: no two share a file, none leaves the folder."""
    names = [page_name(TEST, learner) for learner in learners]
    assert all(re.fullmatch(rf"{TEST}-feedback-[A-Za-z0-9._@-]+\.html", n) for n in names)
    assert len({n.casefold() for n in names}) == len(names)


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ({"feedback": "never"}, "says feedback: never, so nothing was written. Say --now to give it out all the same."),
        (
            {"feedback": "after-close", "closes": "2999-03-02T17:00:00+01:00"},
            "says feedback: after-close, and it closes on 2 March 2999, 17:00 (UTC+0100), so nothing was written. Say"
            " --now to give it out now.",
        ),
        (
            {"feedback": "after-close"},
            "says feedback: after-close, and it has no closing time, so nothing was written. Say --now to give it out"
            " now.",
        ),
    ],
)
def test_nothing_goes_out_before_the_word(tmp_path: Path, capsys: Any, setting: dict[str, str], why: str) -> None:
    """The assignment's own setting holds, with one plain sentence, until the instructor says otherwise."""
    one = Class(tmp_path, capsys, **setting)
    one.sit("ana", all_right(one.root), "Ana_41")
    one.grade()
    assert one.give() == (1, "", f'"{TEST}" {why}\n')
    assert not one.out.exists()
    assert one.give("--now")[0] == 0
    assert one.page("ana").said


def test_after_closing_the_pages_go_out(tmp_path: Path, capsys: Any) -> None:
    """What closed long ago needs no further word; who handed in nothing, or nothing to read, gets nothing."""
    one = Class(tmp_path, capsys, feedback="after-close", closes="2026-03-02T17:00:00+01:00")
    one.sit("ana", all_right(one.root), "Ana_41")
    one.files["Ben van Dam_7001_assignsubmission_file_/work.ipynb"] = b"{ cut short"
    one.grade()
    status, said, _ = one.give()
    assert (status, "No page, for nothing could be read of what was handed in: ben\n" in said) == (0, True)
    assert [p.name for p in sorted(one.out.glob("*.html"))] == [f"{TEST}-feedback-ana.html"]


def test_a_key_that_was_changed_after_marking_stops_all_pages(tmp_path: Path, capsys: Any) -> None:
    """Marks by one key beside reasons by another would puzzle everybody: mark again first."""
    one = Class(tmp_path, capsys)
    one.sit("ana", all_right(one.root), "Ana_41")
    one.grade()
    raw = [q for q in questions() if q["kind"] in KINDS]
    for option in raw[0]["options"]:
        option["correct"] = option["id"] == "c"
    write_questions(one.root, raw)
    status, _, problem = one.give()
    assert status == 1
    assert problem == (
        'The key of "q-single" was changed after marking, so marks and reasons would not fit. Mark again with backcraft'
        " grade, then give feedback.\n"
    )
    assert not one.out.exists()
    one.grade()
    assert one.give()[0] == 0
    assert "Question 1 Not right 0 of 1" in one.page("ana").said


def test_every_page_says_that_keys_were_open(tmp_path: Path, capsys: Any) -> None:
    """An assignment with open_key says so wherever it is reported."""
    raw = [q for q in questions() if q["kind"] in KINDS]
    public = next(iter(Private(make_bank(tmp_path / "look")).public.questions.values()))
    raw[0]["stem"] = public.stem
    one = Class(tmp_path, capsys)
    write_questions(one.root, raw)
    write_assignment(one.root, questions=[raw[0]["id"]], open_key="yes")
    one.released = release(one.root, tmp_path / "again")
    one.sit("ana", all_right(one.root), "Ana_41")
    one.grade()
    status, said, _ = one.give()
    assert status == 0
    assert "open_key: learners can look keys of this assignment up in the public course; each page says so." in said
    assert "The answers to some of these questions stood in the open course" in one.page("ana").said


def test_tempo_attempts_stand_with_their_scores(tmp_path: Path, capsys: Any) -> None:
    """Each attempt that was handed in, by number, taps, rate and score; one that cannot be read says so."""
    one = Class(tmp_path, capsys, tempo=["rubbing"])
    sitting = Sitting(tmp_path / "learners" / "ana", one.released / f"{TEST}-ana.ipynb").answer(all_right(one.root))
    bank = Private(one.root)
    activity = GradedTempo(bank.course, sitting.release, "rubbing")
    desk = Desk(lambda: sitting.keeper, activity)
    props = activity.props("", 1)
    for attempt, step in ((1, 400), (2, 750)):
        taps = list(range(0, 30_000, step))
        answer = {"protocol": "rubbing", "taps": taps, "areas": [[0, props["areas"][0]]], "metronome": None}
        reply = desk.answer(
            {"do": "put", "id": f"tap{attempt}", "learner": sitting.learner, "attempt": attempt, "question": "attempt",
             "answer": answer, "final": True, "certainty": None, "digest": props["digest"]}
        )  # fmt: skip
        assert reply is not None
        assert reply["saved"]
    file = sitting.hand_in()
    one.files["Ana_41_assignsubmission_file_/work.ipynb"] = file.read_bytes()
    one.grade()
    assert one.give()[0] == 0
    tempo = one.page("ana").said.split("Each attempt that you handed in")[1]
    assert tempo.startswith(" Attempt Movements A minute Score 1 75 150 0 % 2 40 80 "), tempo
    assert "Your best attempt counts." in tempo
    part = Part(
        question="tempo-rubbing", answer={"attempts": [{"attempt": 1, "score": None, "rate": None, "movements": 0}]}
    )
    entry = Entry(learner="ana", name="Ana", status="marked", out_of=1, parts=[part])
    pages = Pages(bank.assignment(TEST), bank.course, bank.course_root, bank.questions, views.words())
    assert "1 0 – cannot be read" in Page(pages.page(entry)).said


def test_a_kind_with_words_of_its_own_is_told_in_them() -> None:
    """A plan stands as its steps, beside one that keeps to every rule; what is wrong follows with the reason."""
    plan = question(SAMPLES["plan"])
    model = parts(plan, plan.model(), {})
    assert (model.form, model.given) == ("told", model.model)
    assert "rubbing" in model.given.casefold()
    assert "wrong" not in {line.state for line in model.lines}
    other = {**plan.model(), "steps": plan.model()["steps"][:1]}
    short = parts(plan, other, {})
    assert short.given != short.model
    assert all(line.note for line in short.lines if line.state == "wrong")
    assert "wrong" in {line.state for line in short.lines}
    assert parts(plan, None, {}).given == ""


def test_a_case_is_told_by_its_decision_its_marks_and_its_debrief(tmp_path: Path, capsys: Any) -> None:
    """Each scene: what was decided and due, how the mark came about, what there was to find, what to do and to say."""
    root = tmp_path / "bank"
    new_bank(root)
    (root / "bank.toml").write_text(f'name = "Trial"\ncourse = {json.dumps(str(ROOT))}\n', "utf-8")
    (root / "roster.csv").write_text(ROSTER, "utf-8")
    write_case(root, raw_case())
    write_assignment(root, cases=[CASE], weights={f"case-{CASE}": 3})
    sitting = sit(root, "ana")
    player, bank = Player(sitting), Private(root)
    player.perfectly(bank)
    book, out = str(tmp_path / "marks.db"), tmp_path / "pages"
    chosen = ["--bank", root, "--roster", root / "roster.csv", "--gradebook", book]
    assert command(capsys, "grade", TEST, sitting.hand_in(), *chosen)[0] == 0
    with open_gradebook(book) as opened:
        desk = MarkingDesk(
            bank.assignment(TEST), bank.questions, opened, by="Dr. Ada", clock=lambda: MONDAY, known=known_cases(bank)
        )
        hello = desk.answer({"do": "hello"})
        assert hello is not None
        first, _ = hello["props"]["items"]
        look = desk.answer({"do": "look", "item": first["id"]})
        assert look is not None
        assert (look["item"]["text"], look["item"]["words"], look["item"]["mark"]) == ("Yes.", True, None)
        answer = {"mark": None, "found": [0], "comment": "Kindly said."}
        kept = desk.answer({"do": "put", "id": "x", "question": first["id"], "answer": answer})
        assert kept is not None
        assert (kept["saved"], kept["item"]["done"], desk.counts()) == (True, True, (1, 2))
        [entry] = [e for e in opened.entries(TEST) if e.learner == "ana"]
        assert (entry.points, entry.parts[0].comment) == (4, "Found: SECRET point\nKindly said.")
    assert command(capsys, "feedback", TEST, *chosen, "--out", out)[0] == 0
    text = Page((out / f"{TEST}-feedback-ana.html").read_bytes()).said
    case = bank.case(CASE)
    for expected in (
        "4 of 4 marks", "A client of our own Right 3 of 3", "A client of our own – And then Right 1 of 1",
        "The decision is right.", "How the mark came about", "What there was to find", "SECRET feedback",
        "Your words Yes.", "SECRET sentence", "What the course’s rules say", "Why SECRET explanation",
        "Your teacher writes Found: SECRET point Kindly said.",
        bank.course.objectives[case.objective].text, "Where this comes from S",
    ):  # fmt: skip
        assert expected in text, f"{expected!r} is not in {text}"


SAID = [
    ("attempt 3 was used, and 2 are allowed", "You used attempt 3, and the number of attempts allowed is 2."),
    ("attempt 2 was used, and 1 is allowed", "You used attempt 2, and the number of attempts allowed is 1."),
    ("2 answers were not confirmed by handing in; they count as they stand", "Answers that were saved but not handed"),
    ("its receipt is missing", "Your file came without its receipt."),
    ("the decision of case-x was not committed; it counts as it stands", "A decision on a client case was not"),
    ("the journal beside it is damaged: x", "A part of your folder’s record was damaged."),
    ("1 answer cannot be read and count as not answered (x)", "Answers that cannot be read: 1."),
    ("the same folder's answers were handed in for ben too", "Your teacher has a note about your file."),
    ('"ana" does not stand in the class list', None),
    ("the answer to q-single cannot be marked (x)", None),
]  # fmt: skip


@pytest.mark.parametrize(("noted", "told"), SAID)
def test_what_marking_noted_is_told_in_the_learner_s_words(noted: str, told: str | None) -> None:
    """An instructor's line becomes a plain sentence, or is not the learner's affair."""
    said = notices.told([noted], views.words())
    assert said[0].startswith(told) if told else said == []


@given(
    st.lists(st.text(min_size=1, max_size=30).filter(lambda t: t.strip() and " ".join(t.split()) == t), unique=True),
    st.data(),
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=60),
)
def test_ticks_and_comment_are_read_back_as_they_were_given(points: list[str], data: Any, comment: str) -> None:
    """What a person ticked and wrote is kept as plain lines, and nothing of it is lost or made up."""
    found = data.draw(st.sets(st.sampled_from(range(len(points))))) if points else set()
    kept = rubric.write(points, found, comment)
    again = rubric.read(kept, points)
    assert again.found == sorted(found)
    assert [p for p, _ in again.points] == points
    assert again.comment == comment.strip()
