"""Client cases in graded work: what goes out, playing, handing in, marks; and that nothing of what is due goes out."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from backcraft.cases.play import reachable, scenes
from backcraft.content import open_course
from backcraft.grading import cases as graded
from backcraft.grading.bank import Private, new_bank
from backcraft.grading.case_marking import CaseMarker
from backcraft.grading.cases import GradedCase
from backcraft.records.desk import Desk
from backcraft.records.record import Record
from backcraft.safety import unremarkable
from tests import jupyter

from .classes import ROSTER, TEST, Sitting, command, release, write_assignment
from .test_release import SECRET, decodings, files

ROOT = Path(__file__).parent.parent.parent
CASE = "graded-client"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
#: What says what is due, by the key of the case's file.
HIDDEN = ("decision", "key", "say", "look_for", "explanation", "sources", "conflicts", "departs", "objective", "module")


def raw() -> dict[str, Any]:
    """A case of the course with a booking note of its own, and markers in everything that no learner may see."""
    text = (ROOT / "quizzes" / "cases" / "two-pillows.yaml").read_text("utf-8")
    case: dict[str, Any] = yaml.load(text, yaml.BaseLoader)["case"]
    case |= {"id": CASE, "title": "A client of our own", "booking": "Another booking note than any of the course."}
    for part in (case, case["event"]):
        part |= {"say": f"{part['say']} SECRET sentence", "look_for": ["SECRET point"]}
        part["explanation"] = "SECRET explanation"
        for option in part["plan"]:
            option["feedback"] = "SECRET feedback"
    return case


def turned() -> dict[str, Any]:
    """The same client, with another word for everything that is due."""
    case = raw()
    for part in (case, case["event"]):
        for option in part["plan"]:
            option["feedback"] = "Another reason."
            option.pop("unsafe", None)
            option["correct"] = "no" if option.get("correct") == "yes" else "yes"
        part["plan"].reverse()
        part |= {"say": "Another sentence. Your local emergency number.", "look_for": [], "explanation": "Another."}
        part["key"] = part["key"][:1]
        part["decision"] = "decline" if part["decision"] != "decline" else "refer"
        part["departs"] = {"why": "To be another.", "sources": ["S1"]}
    return case | {"difficulty": "1", "conflicts": []}


def write_case(root: Path, case: dict[str, Any]) -> None:
    (root / "cases").mkdir(exist_ok=True)
    text = yaml.safe_dump({"case": case}, allow_unicode=True, sort_keys=False)
    (root / "cases" / f"{CASE}.yaml").write_text(text, "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A bank over the whole course with one case of its own, in an assignment."""
    root = tmp_path / "bank"
    new_bank(root)
    (root / "bank.toml").write_text(f'name = "Trial"\ncourse = {json.dumps(str(ROOT))}\n', "utf-8")
    (root / "roster.csv").write_text(ROSTER, "utf-8")
    (root / "secret.key").write_text("5a" * 32, "ascii")
    for file in (root / "assignments").glob("*.yaml"):
        file.unlink()
    write_case(root, raw())
    write_assignment(root, cases=[CASE], weights={f"case-{CASE}": 3})
    return root


@pytest.fixture
def marker(root: Path) -> CaseMarker:
    """What marks the case."""
    bank = Private(root)
    return CaseMarker(bank.case(CASE), bank.rules, bank.names(TEST))


class Player:
    """A learner who plays the case of their notebook through the real desk."""

    def __init__(self, sitting: Sitting) -> None:
        bank = Private(sitting.folder.parent.parent / "bank")
        course, _ = open_course(ROOT)
        [one] = graded.read(sitting.release).values()
        self.sitting = sitting
        self.activity = GradedCase(course, bank.rules.screening, bank.rules.marks, sitting.release, one)
        self.desk = Desk(lambda: sitting.keeper, self.activity)
        self.props = self.ask(do="hello", copy=None)["props"]

    def ask(self, **message: Any) -> dict[str, Any]:
        reply = self.desk.answer(message)
        assert reply is not None
        self.sitting.messages.append(reply)
        return reply

    def put(self, scene: dict[str, Any], final: bool, certainty: int | None = 3, **answer: Any) -> dict[str, Any]:
        whole = {"asked": [], "decision": None, "rests_on": [], "plan": [], "say": "", **answer}
        return self.ask(
            do="put", id=self.sitting.token(), learner=self.sitting.learner, attempt=1, question=scene["question"],
            answer=whole, final=final, certainty=certainty, digest=self.props["digest"],
        )  # fmt: skip

    def perfectly(self, bank: Private) -> list[dict[str, Any]]:
        """Decide all of the case as its author did."""
        case, replies, shown = bank.case(CASE), [], self.props["scene"]
        for scene in scenes(case, bank.rules.screening).values():
            asked = [t.fact.id for t in reachable(scene, bank.rules.screening).turns]
            right = {o.text for o in scene.plan if o.correct}
            plan = [o["id"] for o in shown["plan"] if o["text"] in right]
            answer = {
                "asked": asked,
                "decision": scene.decision,
                "rests_on": list(scene.key),
                "plan": plan,
                "say": "Yes.",
            }
            replies.append(self.put(shown, True, **answer))
            assert replies[-1]["saved"], replies[-1]
            shown = replies[-1]["feedback"]["event"]
        assert shown is None
        return replies


def sit(root: Path, who: str) -> Sitting:
    out = root.parent / "out"
    if not out.exists():
        release(root, out)
    return Sitting(root.parent / "learners" / who, out / f"{TEST}-{who}.ipynb")


def marks(root: Path, capsys: Any, *sources: Path) -> tuple[int, dict[str, dict[str, str]]]:
    table = root.parent / "marks.csv"
    status, _, problem = command(
        capsys, "grade", TEST, *sources, "--bank", root, "--roster", root / "roster.csv", "--out", table
    )
    assert problem == ""
    with table.open(encoding="utf-8", newline="") as file:
        return status, {row["learner"]: row for row in csv.DictReader(file)}


def test_cases_that_differ_only_in_what_is_due_release_identical_bytes(root: Path) -> None:
    """Decision, key findings, right choices and their order, feedback, model sentence, explanation: none shows."""
    first = files(release(root, root.parent / "first"))
    before, after = raw(), turned()
    assert all(before.get(key) != after.get(key) for key in ("decision", "key", "say", "explanation", "departs"))
    write_case(root, after)
    assert files(release(root, root.parent / "second")) == first


def test_what_an_author_wrote_down_of_a_client_cannot_be_told_from_the_rest(root: Path) -> None:
    """A fact that is ordinary, and was written down because it matters, releases the same bytes as one left out."""
    first = files(release(root, root.parent / "first"))
    case = raw()
    usual = unremarkable(Private(root).rules.screening)
    ordinary = next(name for name, value in usual.items() if value is False and name not in case["facts"])
    write_case(root, case | {"facts": {ordinary: "no", **case["facts"]}})
    assert files(release(root, root.parent / "second")) == first


def test_no_canary_of_a_case_stands_in_what_is_released_or_said(root: Path) -> None:
    """Nothing of what is due is in a notebook, in a message of the desk after a decision, or in what is handed in."""
    assert (root / "cases" / f"{CASE}.yaml").read_text("utf-8").count("SECRET") > 8
    sitting = sit(root, "ana")
    Player(sitting).perfectly(Private(root))
    made = sitting.hand_in("Ana")
    said = json.dumps(sitting.messages)
    written = [p.read_bytes() for p in sitting.folder.rglob("*") if p.is_file()]
    for data in (said.encode(), made.read_bytes(), *files(root.parent / "out").values(), *written):
        assert not any(SECRET.search(d.decode("latin-1")) for d in decodings(data))
        assert CASE.encode() not in data
    held = json.loads((root.parent / "out" / f"{TEST}-ana.ipynb").read_bytes())["metadata"]["backcraft"]["release"][
        "cases"
    ]
    cell = next(c for c in json.loads(made.read_bytes())["cells"] if "/case-" in c["source"])
    text = cell["outputs"][0]["data"]["text/plain"].splitlines()
    assert [line for line in text if line.startswith("Decision:")] == ["Decision: Modify.", "Decision: Emergency."]
    assert text[-1] == "Said to the client: Yes."
    assert not set(HIDDEN) & {key for case in held for part in (case, case["event"]) for key in part}


def test_a_case_is_played_once_and_tells_no_result(root: Path) -> None:
    """Asking brings out what the client says; a decision is kept, what happens next follows, and that is all."""
    sitting = sit(root, "ana")
    player = Player(sitting)
    fact = next(f["id"] for f in player.props["facts"] if f["group"] == "first")
    reply = player.put(player.props["scene"], False, asked=[fact])
    assert [turn["fact"] for turn in reply["feedback"]["shown"]["turns"]] == [fact]
    feedback = player.perfectly(Private(root))[0]["feedback"]
    assert (feedback["score"], feedback["verdict"], feedback["notes"]) == (None, "kept", [])
    assert set(feedback) == {"score", "verdict", "notes", "shown", "event"}
    again = player.ask(do="start", attempt=2)
    assert again["problem"] == "You have used every attempt at this (1 of 1)."


def test_a_case_is_marked_from_what_is_handed_in(root: Path, capsys: Any) -> None:
    """Both scenes have a mark, by weight; what was not decided is not answered; a draft counts, and is told."""
    ana, ben, cyd = sit(root, "ana"), sit(root, "ben"), sit(root, "cyd")
    Player(ana).perfectly(Private(root))
    late = Player(ben)
    late.put(late.props["scene"], False, decision="treat")
    sources = []
    for sitting in (ana, ben, cyd):
        target = root.parent / "handed-in" / sitting.release.learner
        target.mkdir(parents=True)
        file = sitting.hand_in()
        sources.append(target / file.name)
        sources[-1].write_bytes(file.read_bytes())
    handed = {s.release.learner: s.messages[-1] for s in (ana, ben, cyd)}
    assert {who: (reply["undecided"], reply["receipt"]["answers"]) for who, reply in handed.items()} == {
        "ana": ([], 2), "ben": (["A client of our own"], 0), "cyd": (["A client of our own"], 0),
    }  # fmt: skip
    status, rows = marks(root, capsys, root.parent / "handed-in")
    assert status == 3
    names = (f"case-{CASE}", f"case-{CASE}-event")
    assert [rows["ana"][n] for n in ("status", "mark", "of", *names)] == ["marked", "4", "4", "1", "1"]
    assert rows["ben"]["warnings"] == f"the decision of case-{CASE} was not committed; it counts as it stands"
    assert float(rows["ben"][names[0]]) < 0.5
    assert rows["ben"][names[1]] == "not answered"
    assert [rows["cyd"][n] for n in ("mark", *names)] == ["", "not answered", "not answered"]
    book = ("--bank", root, "--gradebook", root / "marks.db")
    assert command(capsys, "grade", TEST, root.parent / "handed-in", *book)[0] == 3
    assert command(capsys, "analyse", TEST, *book, "--out", root.parent / "analysis")[0] == 0
    with (root.parent / "analysis" / f"{TEST}-options.csv").open(encoding="utf-8-sig", newline="") as file:
        given = {(r["question"], r["option"]): (r["right"], r["chosen"]) for r in csv.DictReader(file)}
    assert given[names[0], "Modify"] == ("yes", "1")
    assert given[names[0], "Treat"] == ("no", "1")
    assert len(given) == 12


def test_another_learner_s_choices_are_no_answer(root: Path, capsys: Any) -> None:
    """Names are each learner's own: what stands under another's cannot be marked, and is never a silent 0."""
    ana, ben = sit(root, "ana"), sit(root, "ben")
    theirs = [o["id"] for o in Player(ana).props["scene"]["plan"]]
    player = Player(ben)
    assert not set(theirs) & {o["id"] for o in player.props["scene"]["plan"]}
    player.put(player.props["scene"], True, decision="treat")
    file = ben.hand_in()
    tree = json.loads(file.read_bytes())
    for record in tree["metadata"]["backcraft"]["records"].values():
        record["answer"]["plan"] = theirs
    file.write_bytes(json.dumps(tree).encode())
    status, rows = marks(root, capsys, file)
    assert status == 4
    [row] = [row for row in rows.values() if row["status"] == "not readable"]
    assert (row["mark"], row["warnings"]) == ("", "none of its 1 answers fits its question")
    assert rows["ben"]["status"] == "nothing handed in"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(), max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_is_handed_in_as_a_decision_has_a_mark_or_a_reason(marker: CaseMarker, data: st.DataObject) -> None:
    """Nothing crashes, no mark lies outside of 0 to 1, and what is kept can be written down."""
    name = data.draw(st.sampled_from(list(marker.scenes)))
    fields = st.fixed_dictionaries(
        {},
        optional={
            "asked": st.lists(st.sampled_from(["consent", "site", "heart-failure", "nothing"]), max_size=3) | JSON,
            "decision": st.sampled_from(["treat", "modify", "emergency", "wait"]) | JSON,
            "rests_on": st.lists(st.sampled_from(["heart-failure", "x"]), unique=True) | JSON,
            "plan": st.lists(st.sampled_from(["p" + "0" * 16, "p", ""])) | JSON,
            "say": st.sampled_from(["Yes.", "\ud800"]) | st.text(st.characters(), max_size=9) | JSON,
            "more": JSON,
        },
    )
    answer = data.draw(fields | JSON)
    record = Record(
        key="k", n=1, w="w", id="i", at="2026-03-02T09:00:00Z", learner="l", activity="a", attempt=1,
        question=marker.question(name, 7), answer=answer, final=data.draw(st.booleans()), certainty=3, digest="",
    )  # fmt: skip
    warnings: list[str] = []
    found = {row[0]: row for row in marker.results([record], 7, warnings)}
    _, score, why, _, kept = found[name]
    assert (score is None) == (why in ("not answered", "not readable"))
    assert score is None or 0 <= score <= 1
    assert why != "not readable" or warnings
    msgspec.msgpack.encode(kept)
    msgspec.json.encode(kept)


def test_a_case_that_learners_can_look_up_needs_open_key(root: Path, capsys: Any) -> None:
    """A public case, by its id or its booking note, is refused unless the assignment says so, which is repeated."""
    for case in (["two-pillows"], [CASE]):
        if case == [CASE]:
            public = yaml.safe_load((ROOT / "quizzes" / "cases" / "two-pillows.yaml").read_text("utf-8"))["case"]
            write_case(root, raw() | {"booking": public["booking"].upper()})
        write_assignment(root, cases=case)
        status, _, problem = command(capsys, "release", TEST, "--bank", root, "--out", root.parent / "x")
        assert status == 1
        assert "[A033]" in problem
        assert "two-pillows" in problem
        write_assignment(root, cases=case, open_key="yes")
        status, said, _ = command(capsys, "release", TEST, "--bank", root, "--out", root.parent / case[0])
        assert (status, "two-pillows" in said) == (0, True)


def test_slips_in_cases_are_told_at_their_place(root: Path, capsys: Any) -> None:
    """An unknown case, one named twice, and a case that the rules contradict."""
    write_assignment(root, cases=["graded-cleint"])
    _, said, _ = command(capsys, "check-bank", "--bank", root)
    assert said == (
        f'assignments/{TEST}.yaml:5:5: [A027] the bank has no case "graded-cleint"; did you mean "{CASE}"?\n'
    )
    write_assignment(root, cases=[CASE, CASE])
    _, said, _ = command(capsys, "check-bank", "--bank", root)
    assert said == f'assignments/{TEST}.yaml:6:5: [A022] "{CASE}" is named twice; keep one\n'
    write_assignment(root, cases=[CASE])
    write_case(root, raw() | {"decision": "treat"})
    _, said, _ = command(capsys, "check-bank", "--bank", root)
    assert f"cases/{CASE}.yaml:" in said
    assert "[K034]" in said


@pytest.mark.browser
def test_a_case_is_decided_in_the_notebook_handed_in_and_marked(root: Path, browser: Browser, capsys: Any) -> None:
    """The whole way in JupyterLab: asked, decided, no result shown, what happens next, the hand-in, the marks."""
    out = release(root, root.parent / "out")
    name = f"{TEST}-ana.ipynb"
    [case] = json.loads((out / name).read_bytes())["metadata"]["backcraft"]["release"]["cases"]
    own = Private(root).case(CASE)
    with jupyter.course(root.parent / "lab", [(name, json.loads((out / name).read_bytes()))]) as lab:
        context = browser.new_context(viewport={"width": 1100, "height": 900}, timezone_id="UTC")
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(lab.page(name))
        jupyter.wait_ready(page)
        page.locator(".bc-case").wait_for()
        assert page.locator(".bc-notes-found dt").first.evaluate("node => getComputedStyle(node).float") == "none"
        page.get_by_role("button", name="Hand in").click()
        expect(page.locator(".bc-undecided")).to_contain_text("Not decided yet: A client of our own.")
        for question, plan, decision in (
            (case["id"], own.plan, own.decision),
            (f"{case['id']}-event", own.event.plan if own.event else (), "Emergency"),
        ):
            scene = page.locator(f'[data-question="{question}"]')
            scene.get_by_role("button", name="I know enough").click()
            scene.locator(f'.bc-decide-cards input[value="{decision.lower()}"]').check()
            for option in (o for o in plan if o.correct):
                scene.get_by_label(option.text).check()
            scene.get_by_label("Very sure").check()
            scene.get_by_role("button", name="Commit").click()
            expect(scene.get_by_role("heading", name="Your answer is kept")).to_be_visible()
        expect(page.get_by_text("You will see the result when your teacher gives it out.")).to_have_count(2)
        expect(page.get_by_role("button", name="Play this case again")).to_have_count(0)
        found = Axe().run(page, context={"include": [[".bc-case"]]}, options=RULES).response["violations"]
        assert [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]] == []
        page.get_by_role("button", name="Hand in once more").click()
        expect(page.locator(".bc-receipt")).to_contain_text("2 answers from Ana Ärmel")
        expect(page.locator(".bc-undecided")).to_have_count(0)
        file = lab.folder / f"{TEST}-handed-in-ana.ipynb"
        context.close()
        _, rows = marks(root, capsys, file)
    assert rows["ana"]["status"] == "marked"
    assert 0.4 < float(rows["ana"][f"case-{CASE}"]) < 1
    assert float(rows["ana"][f"case-{CASE}-event"]) > 0.4
