"""What a learner is given: no key, nothing made from one, the same bytes at each release."""

from __future__ import annotations

import base64
import contextlib
import gzip
import html
import json
import re
import urllib.parse
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backcraft.grading.bank import Private
from backcraft.grading.items import Reader
from backcraft.grading.release import load
from backcraft.grading.released import find

from .classes import (
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
)

SECRET = re.compile("SECRET", re.IGNORECASE)


def turned(raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same questions with every key, feedback and model answer another, and counted for other facts."""
    for q in raw:
        q["facts"] = ["rub-rate"]
        q["explanation"] = "Another explanation, longer than the first one was."
        for part in (*q.get("options", ()), *q.get("items", ()), *q.get("pairs", ()), *q.get("mistakes", ())):
            part["feedback"] = "another reason"
        match q["kind"]:
            case "single":
                for option in q["options"]:
                    option["correct"] = option["id"] == "d"
            case "multiple":
                for option in q["options"]:
                    option["correct"] = option["id"] in "bcd"
            case "numeric":
                q |= {"value": 33, "tolerance": 2, "mistakes": [], "feedback_right": "r", "feedback_wrong": "w"}
            case "ordering":
                q["items"].reverse()
            case "matching":
                rights = [p["right"] for p in q["pairs"]]
                for pair, text in zip(q["pairs"], rights[1:] + rights[:1], strict=True):
                    pair["right"] = text
                q["pairs"][0]["right"], q["extra"] = q["extra"][0], [q["pairs"][0]["right"]]
            case "sorting":
                for card in q["items"]:
                    card["bin"] = "y" if card["bin"] == "x" else "x"
            case "hotspot":
                q |= {"targets": ["spine-line"], "mistakes": [], "feedback_right": "r", "feedback_wrong": "w"}
            case "short_text":
                q |= {"accept": ["kneading"], "mistakes": [], "feedback_right": "r", "feedback_wrong": "w"}
            case "plan":
                q |= {"minutes_low": 10, "minutes_high": 14}
                for step, minutes in zip(q["steps"], (5, 1.5, 5), strict=True):
                    step["minutes"] = minutes
            case "free_text":
                q |= {"model_answer": "Another.", "look_for": ["one"]}
    return raw


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def test_assignments_that_differ_only_in_keys_release_identical_bytes(tmp_path: Path) -> None:
    """Whoever compares two releases learns nothing of keys, feedback or model answers."""
    root = make_bank(tmp_path)
    first = files(release(root, tmp_path / "first"))
    write_questions(root, turned(questions()))
    assert files(release(root, tmp_path / "second")) == first
    assert sorted(first) == [f"{TEST}-{who}.ipynb" for who in ("ana", "ben", "cyd")]


def test_keys_that_were_turned_are_other_keys(tmp_path: Path) -> None:
    """The comparison above compares something: every question that is marked has another answer."""
    root = make_bank(tmp_path)
    before = stem_of(root)
    write_questions(root, turned(questions()))
    after = stem_of(root)
    assert [s for s in before if before[s].mark(after[s].model()).score == 1] == []


def decodings(data: bytes) -> Iterator[bytes]:
    """Every way in which something could be hidden in bytes: as it is, escaped, and below each encoding."""
    yield data
    text = data.decode("utf-8", "replace")
    for plain in (
        urllib.parse.unquote(text),
        html.unescape(text),
        text.encode("latin-1", "replace").decode("unicode_escape"),
    ):
        yield plain.encode("utf-8", "replace")
    for run in re.findall(rb"[A-Za-z0-9+/_=-]{8,}", data):
        for start in range(4):
            piece = run[start:].rstrip(b"=")
            piece = piece[: len(piece) - len(piece) % 4]
            for alphabet in (b"+/", b"-_"):
                try:
                    found = base64.b64decode(piece, altchars=alphabet, validate=True)
                except ValueError:
                    continue
                yield found
                with contextlib.suppress(zlib.error):
                    yield zlib.decompressobj(47).decompress(found)
    for run in re.findall(rb"(?:[0-9a-fA-F]{2}){4,}", data):
        yield bytes.fromhex(run.decode())
        yield bytes.fromhex(run[1:-1].decode()) if len(run) > 8 else b""
    yield data[::-1]


@pytest.mark.parametrize(
    "hide",
    [
        lambda s: s,
        lambda s: base64.b64encode(b"x" + s),
        lambda s: base64.urlsafe_b64encode(gzip.compress(s)),
        lambda s: s.hex().encode(),
        lambda s: "".join(f"\\u{c:04x}" for c in s).encode(),
        lambda s: "".join(f"%{c:02X}" for c in s).encode(),
    ],
)
def test_a_hidden_canary_would_be_found(hide: Any) -> None:
    """The search below sees through each encoding."""
    assert any(SECRET.search(d.decode("latin-1")) for d in decodings(b'{"a": "' + hide(b"SECRET feedback") + b'"}'))


def test_no_canary_stands_in_what_is_released_or_said(tmp_path: Path) -> None:
    """Markers in every field of key, feedback and model answer are in no notebook and in no message of the desk."""
    root = make_bank(tmp_path, tempo=["rubbing"])
    bank_says = (root / "questions" / "first.yaml").read_text("utf-8")
    assert bank_says.count("SECRET") > 30
    out = release(root, tmp_path / "out")
    for data in files(out).values():
        assert not any(SECRET.search(d.decode("latin-1")) for d in decodings(data))
    sitting = Sitting(tmp_path / "ana", out / f"{TEST}-ana.ipynb")
    # Wrong answers, and one that happens to be a canary's twin: the desk says no more for it.
    sitting.answer(lambda item: {"text": "effleurage"} if "longest" in item else all_right_without_text(root)(item))
    made = sitting.hand_in("Ana")
    sitting.ask(do="hello", copy={})
    sitting.ask(do="start", attempt=2)
    said = json.dumps(sitting.messages).encode()
    for data in (said, made.read_bytes(), *(p.read_bytes() for p in (tmp_path / "ana").rglob("*") if p.is_file())):
        assert not any(SECRET.search(d.decode("latin-1")) for d in decodings(data))


def all_right_without_text(root: Path) -> Any:
    known = stem_of(root)
    return lambda item: None if "longest" in item else right(known[item["stem"]], item)


def test_the_bank_s_own_ids_are_nowhere(tmp_path: Path) -> None:
    """Ids that an author chose could tell the key: questions and parts go out under other names."""
    raw = questions()
    raw[0]["options"][1]["id"] = "this-one-is-right"
    raw[0]["id"] = "answer-is-b"
    root = make_bank(tmp_path, raw)
    data = b"".join(files(release(root, tmp_path / "out")).values())
    assert b"this-one-is-right" not in data
    assert b"answer-is-b" not in data


def test_two_learners_see_other_names_and_orders(tmp_path: Path) -> None:
    """No name of one learner's notebook stands in another's, and orders differ."""
    out = release(make_bank(tmp_path), tmp_path / "out")
    names = {}
    orders = {}
    for who in ("ana", "ben"):
        folder = tmp_path / who
        folder.mkdir()
        (folder / "a.ipynb").write_bytes((out / f"{TEST}-{who}.ipynb").read_bytes())
        _, made = find(folder, TEST)
        lists = [v for i in made.questions for v in i.values() if isinstance(v, list)]
        names[who] = {p["id"] for v in lists for p in v} | {i["id"] for i in made.questions}
        orders[who] = [p["text"] for v in lists for p in v]
    assert not names["ana"] & names["ben"]
    assert sorted(orders["ana"]) == sorted(orders["ben"])
    assert orders["ana"] != orders["ben"]


def test_the_order_shown_never_depends_on_the_key(tmp_path: Path) -> None:
    """Over many learners the right order of steps comes up as often as chance would have it, and so does each place."""
    root = make_bank(tmp_path)
    bank = Private(root)
    names = bank.names(TEST)
    from backcraft.grading.items import item

    question = bank.questions["q-ordering"]
    shown = [[p["text"] for p in item(question, names, f"l{n}", 1)["items"]] for n in range(2400)]
    straight = sum(order == ["Step a", "Step b", "Step c", "Step d"] for order in shown)
    assert 60 <= straight <= 140
    firsts = [sum(order[0] == f"Step {c}" for order in shown) for c in "abcd"]
    assert min(firsts) > 500


def test_a_correction_of_key_or_wording_changes_no_name(tmp_path: Path) -> None:
    """Answers to what was released before are read with the bank as it is now."""
    root = make_bank(tmp_path)
    out = release(root, tmp_path / "out")
    (tmp_path / "ana").mkdir()
    (tmp_path / "ana" / "a.ipynb").write_bytes((out / f"{TEST}-ana.ipynb").read_bytes())
    _, made = find(tmp_path / "ana", TEST)
    given = {i["stem"]: all_right(root)(i) for i in made.questions}
    raw = questions()
    for q in raw:
        q["explanation"] = "Corrected."
        for option in q.get("options", ()):
            option["text"] = f"Better said: {option['text']}"
    write_questions(root, raw)
    bank = Private(root)
    for q in bank.questions.values():
        answer = Reader(q, bank.names(TEST)).answer(given[q.stem], bank.names(TEST).pad("ana"))
        assert q.mark(answer).score in (1, None), q.id


@pytest.mark.parametrize("field", ["id", "text"])
def test_a_question_of_the_public_course_is_refused(tmp_path: Path, capsys: Any, field: str) -> None:
    """A key that learners have is no key: the release names the question, its place and why."""
    raw = questions()[:1]
    public = next(iter(Private(make_bank(tmp_path)).public.questions.values()))
    if field == "id":
        raw[0]["id"] = public.id
    else:
        raw[0]["stem"] = f"  {public.stem.upper()} "
    root = tmp_path / "bank"
    write_questions(root, raw)
    write_assignment(root, questions=[raw[0]["id"]])
    status, said, problem = command(capsys, "release", TEST, "--bank", root, "--out", tmp_path / "out")
    assert status == 1
    assert f"assignments/{TEST}.yaml:5:" in problem
    assert "[A033]" in problem
    assert public.id in problem
    assert not (tmp_path / "out").exists()
    write_assignment(root, questions=[raw[0]["id"]], open_key="yes")
    status, said, problem = command(capsys, "release", TEST, "--bank", root, "--out", tmp_path / "out")
    assert status == 0
    assert "open_key: learners can look keys of this assignment up" in said
    assert public.id in said


def test_a_blueprint_draws_for_each_learner_and_always_the_same(tmp_path: Path) -> None:
    """Variants are drawn by the bank's secret: another learner has others, another day the same."""
    raw = []
    for n in range(12):
        q = questions()[0]
        raw.append({**q, "id": f"q-{n}", "stem": f"What about {n}?", "difficulty": 1 + n % 2})
    shares = [{"count": 3, "difficulty": 1}, {"count": 2, "kind": "single"}]
    root = make_bank(tmp_path, raw, questions=[], blueprint=shares, variants="learner")
    first = files(release(root, tmp_path / "first"))
    record = load(Private(root), TEST)
    assert record is not None
    assert all(len(set(ids)) == 5 for ids in record.learners.values())
    assert len({tuple(ids) for ids in record.learners.values()}) > 1
    levels = {q["id"]: q["difficulty"] for q in raw}
    assert all(sum(levels[i] == 1 for i in ids) >= 3 for ids in record.learners.values())
    assert files(release(root, tmp_path / "second")) == first


def test_variants_need_a_class(tmp_path: Path, capsys: Any) -> None:
    """One notebook for all cannot hold a variant for each."""
    root = make_bank(tmp_path, variants="learner")
    status, _, problem = command(capsys, "release", TEST, "--bank", root, "--out", tmp_path / "out")
    assert (status, problem) == (1, '"first-test" has variants for each learner: name the class with --roster.\n')


def test_a_bank_is_started_once(tmp_path: Path, capsys: Any) -> None:
    """A new bank is sound, tells what to do next, and no folder is overwritten."""
    root = tmp_path / "my bank"
    assert command(capsys, "new-bank", root)[0] == 0
    assert command(capsys, "check-bank", "--bank", root) == (
        0, "My own questions: 1 questions, 1 assignment; no problems.\n", "",
    )  # fmt: skip
    secret = (root / "secret.key").read_text()
    assert len(bytes.fromhex(secret)) == 32
    status, _, problem = command(capsys, "new-bank", root)
    assert status == 1
    assert problem.endswith("is there already and not empty, so nothing was written. Name a new folder.\n")
    assert (root / "secret.key").read_text() == secret
    assert "/releases/" in (root / ".gitignore").read_text()


def test_paper_shows_the_release_s_own_order(tmp_path: Path) -> None:
    """The stored text of a notebook lists options as its learner sees them, not as the author wrote them."""
    out = release(make_bank(tmp_path), tmp_path / "out")
    for who in ("ana", "ben", "cyd"):
        tree = json.loads((out / f"{TEST}-{who}.ipynb").read_bytes())
        text = tree["cells"][2]["outputs"][0]["data"]["text/plain"]
        single = tree["metadata"]["backcraft"]["release"]["questions"][0]
        lines = [line.strip(" -") for line in text.splitlines() if "Option" in line][:4]
        assert lines == [o["text"] for o in single["options"]]
