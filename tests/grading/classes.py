"""A bank with one question of each kind, a class, and learners who sit the test through the real desk."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from backcraft.cli import main
from backcraft.content.load import BACK_MAP
from backcraft.grading.bank import Private, new_bank
from backcraft.grading.handin import HandInDesk
from backcraft.grading.items import _parts
from backcraft.grading.released import find
from backcraft.grading.session import GradedSession
from backcraft.practice.tempo import protocol
from backcraft.questions.base import Question, with_names
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper
from tests.content.courses import good
from tests.questions.samples import SAMPLES

TEST = "first-test"
ROSTER = "id,name,email,lms\nana,Ana Ärmel,ana@school.example,\nben,Ben van Dam,,7001\ncyd,Cyd Nobody,,\n"
STROKING = """\
  - id: stroking
    name: stroking
    western: effleurage
    group: medium-deep
    tool: the palm
    direction: up
    depth: 1
    how: Glide.
    said_to: warm
    sureness: source says so
    sources: [S1]
"""
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def questions() -> list[dict[str, Any]]:
    """One question of each kind as the bank's file holds it."""
    made = []
    for kind, sample in SAMPLES.items():
        raw = json.loads(json.dumps(sample)) | {"stem": f"What is asked here of {kind}?"}
        if kind == "hotspot":
            raw |= {
                "targets": ["lumbar-left", "lumbar-right"],
                "mistakes": [{"region": "spine-line", "feedback": "no"}],
            }
        made.append(raw)
    return made


def make_bank(folder: Path, raw: Iterable[dict[str, Any]] | None = None, **assignment: Any) -> Path:
    """Make a bank over the good course; ``assignment`` changes its first test."""
    course = good(folder)
    # The release draws on the one drawing of the back, so the course names the regions that are drawn there.
    drawn = dict.fromkeys(re.findall(r'data-region="([^"]+)"', BACK_MAP.read_text("utf-8")))
    sides = {name: name.rpartition("-")[2] for name in drawn}
    regions = [
        {
            "id": n,
            "name": n.replace("-", " "),
            "side": s if s in ("left", "right") else "midline",
            "description": "Here.",
        }
        for n, s in sides.items()
    ]
    (course / "data" / "regions.yaml").write_text(yaml.safe_dump({"regions": regions}), "utf-8")
    # A session opens and closes with stroking.
    strokes = course / "data" / "strokes.yaml"
    strokes.write_text(strokes.read_text("utf-8") + STROKING, "utf-8")
    # What the tempo exercise needs, from any source that the good course has.
    names = [
        "PAUSE",
        "MOVEMENT",
        "SHARE",
        "EVEN",
        "DRIFT",
        "LEAST",
        "FADE",
        "AREAS",
        "SPANS",
        "STAGES",
        "ROW",
        "MASTER",
        "CUE",
    ]
    wanted = [getattr(protocol, name) for name in names]
    rows = "".join(f"{name},{name},2,3,movements,S1,,a note,true\n" for name in wanted)
    timings = course / "data" / "timings.csv"
    timings.write_text(timings.read_text("utf-8") + rows, "utf-8")
    for file in (course / "quizzes").glob("*.yaml"):
        file.write_text(re.sub(r"\bspine\b(?!-)", "spine-line", file.read_text("utf-8")), "utf-8")
    root = folder / "bank"
    new_bank(root)
    (root / "bank.toml").write_text('name = "Trial"\ncourse = "../course"\n', "utf-8")
    (root / "roster.csv").write_text(ROSTER, "utf-8")
    (root / "secret.key").write_text("5a" * 32, "ascii")
    assert course.is_dir()
    write_questions(root, questions() if raw is None else raw)
    ids = [q["id"] for q in (questions() if raw is None else raw)]
    write_assignment(root, **{"questions": ids, **assignment})
    return root


def write_questions(root: Path, raw: Iterable[dict[str, Any]]) -> None:
    """Write the bank's questions."""
    text = yaml.safe_dump({"questions": list(raw)}, allow_unicode=True, sort_keys=False)
    (root / "questions" / "first.yaml").write_text(text, "utf-8")


def write_assignment(root: Path, **fields: Any) -> None:
    """Write the first test."""
    one = {"id": TEST, "title": "First test", **fields}
    (root / "assignments" / f"{TEST}.yaml").write_text(yaml.safe_dump({"assignment": one}, sort_keys=False), "utf-8")


def command(capsys: Any, *words: object) -> tuple[int, str, str]:
    """Run ``backcraft`` in this process; return its status and what it printed."""
    capsys.readouterr()
    status = main([str(w) for w in words])
    said = capsys.readouterr()
    return status, said.out, said.err


def release(root: Path, out: Path, *, roster: bool = True) -> Path:
    """Release the first test by the command."""
    chosen = ["--roster", str(root / "roster.csv")] if roster else []
    assert main(["release", TEST, "--bank", str(root), "--out", str(out), *chosen]) == 0
    return out


def right(question: Question, item: dict[str, Any]) -> Any:
    """Return the model answer in the words of a released question."""
    shown = question.graded()
    texts = {p["id"]: p["text"] for key in _parts(shown) for p in shown[key]}
    names = {p["text"]: p["id"] for key in _parts(item) for p in item[key]}
    return with_names(question.model(), question.names_parts, lambda id_: names[texts[id_]])


def stem_of(root: Path) -> dict[str, Question]:
    """Return the bank's questions by what they ask."""
    return {q.stem: q for q in Private(root).questions.values()}


_numbers = count()


class Sitting:
    """A learner who sits a released test in a folder of their own, through the real record and desk."""

    def __init__(self, folder: Path, released: Path, start: datetime = MONDAY, user: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.notebook = folder / released.name
        self.notebook.write_bytes(released.read_bytes())
        ticks = count()
        self.token = lambda: hashlib.sha256(f"token {next(_numbers)}".encode()).hexdigest()[:24]
        self.clock = lambda: start + timedelta(minutes=next(ticks))
        self.keeper = Keeper(folder, clock=self.clock, token=self.token)
        _, self.release = find(folder, TEST)
        self.session = GradedSession(self.release)
        desk = Desk(lambda: self.keeper, self.session)
        self.desk = HandInDesk(desk, lambda: self.keeper, self.session, clock=self.clock, token=self.token, user=user)
        self.messages: list[Any] = []
        self.learner = self.ask(do="hello", copy=None)["learner"]
        self.seen: dict[str, str] = {}

    def ask(self, **message: Any) -> dict[str, Any]:
        """Send a message and return the reply; all replies are kept."""
        reply = self.desk.answer(message)
        assert reply is not None
        self.messages.append(reply)
        return reply

    def put(self, item: dict[str, Any], answer: Any, attempt: int = 1, certainty: int | None = None) -> dict[str, Any]:
        """Give an answer, not yet final."""
        if item["certainty"] and certainty is None:
            certainty = 2
        reply = self.ask(
            do="put", id=self.token(), learner=self.learner, attempt=attempt, question=item["id"], answer=answer,
            final=False, certainty=certainty, digest=item["digest"],
        )  # fmt: skip
        if reply["saved"]:
            self.seen[item["id"]] = reply["record"]["id"]
        return reply

    def answer(self, choose: Callable[[dict[str, Any]], Any], attempt: int = 1) -> Sitting:
        """Answer every question for which ``choose`` gives something."""
        for item in self.release.questions:
            given = choose(item)
            if given is not None:
                assert self.put(item, given, attempt)["saved"]
        return self

    def hand_in(self, name: str = "", attempt: int = 1) -> Path:
        """Hand in and return the file to send."""
        reply = self.ask(do="handin", attempt=attempt, name=name, seen=self.seen)
        assert reply["done"], reply
        self.seen = {}
        return self.folder / reply["file"]


def all_right(root: Path) -> Callable[[dict[str, Any]], Any]:
    """Return what answers every question rightly."""
    known = stem_of(root)
    return lambda item: right(known[item["stem"]], item)


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    """Write a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def edited(file: Path, change: Callable[[dict[str, Any]], None]) -> bytes:
    """Return a notebook with its ``metadata.backcraft`` changed."""
    tree = json.loads(file.read_bytes())
    change(tree["metadata"]["backcraft"])
    return json.dumps(tree).encode("utf-8", "surrogatepass")
