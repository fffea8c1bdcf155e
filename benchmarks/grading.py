"""What marking a class costs: 1,000 hand-ins of 20 questions, to a table and into a gradebook.

    python benchmarks/grading.py [--count 1000] [--many 20000] [--nbgrader 20] [--course DIR]

Beside it stand the floor, which is to read each file and parse it with orjson, and nbgrader's autograde of as many
questions with such answers. ``--many`` measures memory. One process and nbgrader are measured by their time on a
processor, which other work on the machine does not lengthen, all processes by the clock on the wall.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec
import orjson
import yaml

from backcraft.content import open_course
from backcraft.grading import handin, receipt, release
from backcraft.grading.bank import Private, new_bank
from backcraft.grading.receipt import Receipt
from backcraft.grading.released import Release
from backcraft.grading.types import Learner
from backcraft.records.record import Record, key_of

ROOT = Path(__file__).parent.parent
QUESTIONS = 20
NOW = "2026-03-02T10:00:00Z"


def make_bank(folder: Path, course: Path = ROOT, *, plans: bool = False) -> Private:
    """Make a bank of 20 questions, of all kinds in turn: those of the course under new ids.

    ``plans`` says whether session plans are among them, which are marked by rules and take far longer than a key.
    """
    new_bank(folder)
    _, public = open_course(course)
    kinds: dict[str, list[Any]] = {}
    for question in public.questions.values():
        if plans or question.kind != "plan":
            kinds.setdefault(question.kind, []).append(question)
    chosen = []
    while len(chosen) < QUESTIONS:
        for each in kinds.values():
            if each and len(chosen) < QUESTIONS:
                chosen.append(each.pop())
    raw = [{**msgspec.to_builtins(q), "id": f"bench-{n}"} for n, q in enumerate(chosen)]
    text = yaml.safe_dump({"questions": raw}, allow_unicode=True, sort_keys=False)
    (folder / "questions" / "first.yaml").write_text(text, "utf-8")
    ids = [q["id"] for q in raw]
    one = {"id": "first-test", "title": "Benchmark", "questions": ids, "open_key": "yes"}
    (folder / "assignments" / "first-test.yaml").write_text(yaml.safe_dump({"assignment": one}), "utf-8")
    (folder / "bank.toml").write_text(f'name = "Benchmark"\ncourse = {json.dumps(str(course.resolve()))}\n', "utf-8")
    return Private(folder)


def answer_to(item: dict[str, Any], rng: random.Random) -> Any:
    """Return some answer of the right shape to a released question."""
    if item["kind"] == "plan":
        return {"steps": [plan_step(item["vocabulary"], rng) for _ in range(6)], "model": ""}
    ids = {key: [p["id"] for p in value] for key, value in item.items() if isinstance(value, list)}
    match item["kind"]:
        case "single":
            return {"choice": rng.choice(ids["options"])}
        case "multiple":
            return {"choices": rng.sample(ids["options"], 2)}
        case "ordering":
            return {"order": rng.sample(ids["items"], len(ids["items"]))}
        case "matching":
            return {"pairs": {left: rng.choice(ids["right"]) for left in ids["left"]}}
        case "sorting":
            return {"bins": {card: rng.choice(ids["bins"]) for card in ids["items"]}}
        case "hotspot":
            return {"regions": ["lumbar-left"]}
        case "numeric":
            return {"value": rng.randint(1, 100)}
    if item["kind"] == "short_text":
        return {"text": rng.choice(("towards the heart", "Kneading.", "the sacrum", "effleurage"))}
    return {"text": ("Slow strokes towards the heart, then ask the client how that feels. " * 4)[: item["longest"]]}


def plan_step(known: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Return some step of a session plan."""
    regions = [name for name in known["areas"] if rng.random() < 0.3] or list(known["areas"])[:1]
    stroke = rng.choice(list(known["strokes"]))
    own = {"stroke": stroke, "regions": regions, "side": "both", "minutes": float(rng.randint(2, 6))}
    return {**own, "times": None, "stay": None, "way": None}


def hand_in(source: dict[str, Any], made: Release, number: int) -> bytes:
    """Return the file that a learner hands in: as the kernel writes it, without the disk's part."""
    rng = random.Random(number)
    device, writer = f"{number:024x}", f"{number + 1:024x}"
    records = [
        Record(
            key=key_of(device, made.activity, 1, item["id"]),
            n=n,
            w=writer,
            id=f"{rng.getrandbits(128):032x}",
            at=NOW,
            learner=device,
            activity=made.activity,
            attempt=1,
            question=item["id"],
            answer=answer_to(item, rng),
            final=True,
            certainty=2 if item["certainty"] else None,
            digest=item["digest"],
        )
        for n, item in enumerate(made.questions, 1)
    ]
    slip = Receipt(
        assignment=made.assignment,
        release=made.release,
        learner=device,
        attempt=1,
        answers=len(records),
        at=NOW,
        digest=receipt.digest(records),
        heads={writer: (len(records), "0" * 64)},
    )
    said = {"name": f"Learner {number}", "user": "", "began": NOW}
    shown = {"assignment": made.assignment, "text": "", "html": ""}
    return handin._made(source, source["metadata"]["backcraft"], records, slip, said, shown | printed(source))


def printed(source: dict[str, Any]) -> dict[str, str]:
    """Return what the released notebook shows, which is about as long as a hand-in's sheet."""
    data = source["cells"][2]["outputs"][0]["data"]
    return {"text": data["text/plain"], "html": data["text/html"]}


def write_class(bank: Private, folder: Path, count: int) -> Path:
    """Write ``count`` hand-ins, each learner with names of their own, and the class list; return the list."""
    one = bank.assignment("first-test")
    names = bank.names(one.id)
    folder.parent.mkdir(exist_ok=True)
    roster = folder.parent / f"class-{count}.csv"
    roster.write_text("id,name\n" + "".join(f"l{n},Learner {n}\n" for n in range(count)), "utf-8")
    folder.mkdir(parents=True)
    record = release.plan(one, bank, names, None)
    release.place(bank, one.id).parent.mkdir(exist_ok=True)
    release.place(bank, one.id).write_bytes(msgspec.json.encode(record))
    for n in range(count):
        made = release.release_for(one, bank, names, Learner(id=f"l{n}", name=f"Learner {n}"), record.questions)
        source = msgspec.json.decode(release.as_bytes(release.notebook(made, bank)))
        (folder / f"l{n}.ipynb").write_bytes(hand_in(source, made, n))
    return roster


def floor(folder: Path) -> float:
    """Return the seconds of a processor that reading and parsing each file takes."""
    start = time.process_time()
    for path in folder.iterdir():
        orjson.loads(path.read_bytes())
    return time.process_time() - start


MARK = """
import resource, sys, time
from functools import partial
from pathlib import Path
from backcraft.grading import collect, commands, roster
from backcraft.grading.grade import grade
bank, work, names, out, processes = sys.argv[1:6]
learners = roster.read(Path(names))
book = Path(out) if out.endswith(".db") else None
if book:
    from backcraft.grading.gradebook import open_gradebook
make = partial(commands.make_marker, Path(bank), "first-test", learners, None, hashing=book is not None)
make()
# One process: its own time on a processor, which other work on the machine does not lengthen.
clock = time.process_time if processes == "1" else time.perf_counter
times = []
for _ in range(int(sys.argv[6])):
    if book:
        book.unlink(missing_ok=True)
    start = clock()
    graded = grade(collect.collect([Path(work)], "first-test"), make, learners, processes=int(processes) or None)
    if book:
        with open_gradebook(book, create=True) as opened:
            opened.take(graded.assignment, graded, by="a", at="2026-03-09T12:00:00+00:00", roster=learners)
    else:
        commands._write(graded, learners, Path(out))
    times.append(clock() - start)
    assert graded.summary.marked == int(sys.argv[7]), next(graded.results())[0].warnings
    graded.close()
own, children = (resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(sorted(times)[len(times) // 2], own, children)
"""


def mark(
    bank: Private, work: Path, roster: Path, count: int, *, processes: int = 0, times: int = 5, out: str = "marks.csv"
) -> tuple[float, float]:
    """Mark in a fresh process, to a table or a gradebook (``.db``); return the median seconds, without starting
    Python, and the peak in MiB."""
    words = [bank.root, work, roster, work.parent / out, processes, times, count]
    run = subprocess.run(
        [sys.executable, "-c", MARK, *map(str, words)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if run.returncode:
        raise SystemExit(run.stderr)
    seconds, own, children = map(float, run.stdout.split())
    return seconds, max(own, children) / 1024


def nbgrader_cell(kind: str, number: int, source: str) -> dict[str, Any]:
    """Return a cell as nbgrader wants it: a ``solution`` to fill in, or a ``test`` that counts a point."""
    test = kind == "test"
    own = {"grade": test, "grade_id": f"{kind}{number}", "locked": test, "schema_version": 3, "solution": not test}
    metadata = {"nbgrader": {**own, "points": 1} if test else own}
    base = {"cell_type": "code", "execution_count": None, "id": f"{kind}{number}", "outputs": []}
    return {**base, "metadata": metadata, "source": source}


def autograde(bank: Private, folder: Path, count: int) -> float:
    """Return the seconds on a processor that nbgrader's autograde takes for a submission of the same questions.

    Each question is a cell that the learner fills in and a cell that compares it with the key, as nbgrader's manual
    shows it. What it takes to start the command is part of it, once for all submissions.
    """
    one = bank.assignment("first-test")
    made = release.release_for(one, bank, bank.names(one.id), release.EVERYONE, list(one.questions))
    keys = [answer_to(item, random.Random(item["number"])) for item in made.questions]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}

    def notebook(answers: list[Any]) -> bytes:
        cells = []
        for n, (answer, key) in enumerate(zip(answers, keys, strict=True)):
            begin, end = "### BEGIN SOLUTION", "### END SOLUTION"
            body = f"{begin}\nanswer_{n} = {key!r}\n{end}" if answer is None else f"answer_{n} = {answer!r}"
            cells += [nbgrader_cell("solution", n, body), nbgrader_cell("test", n, f"assert answer_{n} == {key!r}")]
        whole = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
        return msgspec.json.encode(whole)

    def run(*words: str) -> float:
        beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            ["nbgrader", *words], cwd=folder, env={**os.environ, "PATH": beside}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stderr)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    for path, answers in [(folder / "source" / "t", [None] * len(keys))] + [
        (folder / "submitted" / f"l{n}" / "t", [answer_to(i, random.Random(n)) for i in made.questions])
        for n in range(count)
    ]:
        path.mkdir(parents=True)
        (path / "t.ipynb").write_bytes(notebook(answers))
    run("generate_assignment", "t")
    return run("autograde", "t") / count


def main() -> None:
    """Measure everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000, metavar="N")
    parser.add_argument("--many", type=int, default=20_000, metavar="N")
    parser.add_argument("--nbgrader", type=int, default=20, metavar="N", help="submissions to autograde; 0: none")
    parser.add_argument("--course", type=Path, default=ROOT, metavar="DIR", help="whose questions to use")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bank = make_bank(folder / "bank", args.course)
        work = folder / "work"
        roster = write_class(bank, work, args.count)
        sizes = [p.stat().st_size for p in work.iterdir()]
        print(f"{args.count:,} hand-ins of {QUESTIONS} questions, {statistics.mean(sizes) / 1024:.0f} KiB each")
        floor(work)
        lowest = statistics.median(floor(work) for _ in range(5))
        print(f"floor (read, parse)        {lowest / args.count * 1e6:8.0f} us each, on a processor")
        one, _ = mark(bank, work, roster, args.count, processes=1)
        all_, _ = mark(bank, work, roster, args.count)
        each = f"{one / args.count * 1e6:8.0f} us each, {one / lowest:.1f} times"
        print(f"to a table, one process    {each} on a processor")
        each = f"{all_ / args.count * 1e6:8.0f} us each, {all_ / lowest:.1f} times"
        print(f"to a table, all processes  {each} by the clock")
        book, _ = mark(bank, work, roster, args.count, processes=1, out="marks.db")
        each = f"{book / args.count * 1e6:8.0f} us each, {book / lowest:.1f} times"
        print(f"into SQLite, one process   {each} on a processor")
        with_plans = make_bank(folder / "with plans", args.course, plans=True)
        roster_too = write_class(with_plans, folder / "plans" / "work", args.count)
        plans, _ = mark(with_plans, folder / "plans" / "work", roster_too, args.count, processes=1, times=3)
        each = f"{plans / args.count * 1e6:8.0f} us each, {plans / lowest:.1f} times"
        print(f"two session plans among 20 {each} on a processor, to a table")
        if args.nbgrader:
            theirs = autograde(bank, folder / "nbgrader", args.nbgrader)
            ratio = f"{theirs * args.count / one:,.0f} times the table, {theirs * args.count / book:,.0f} times SQLite"
            print(f"nbgrader autograde         {theirs * 1e6:8,.0f} us each: {ratio}")
        if args.many:
            many = folder / "many"
            roster = write_class(bank, many, args.many)
            _, low = mark(bank, work, folder / f"class-{args.count}.csv", args.count, times=1)
            seconds, high = mark(bank, many, roster, args.many, times=1)
            print(f"{args.many:,}: {seconds:.1f} s, {seconds / args.many * 1e6:.0f} us each")
            print(f"peak memory to a table: {high:.0f} MiB, of {args.count:,} {low:.0f} MiB: {high / low:.2f} times")
            _, low = mark(bank, work, folder / f"class-{args.count}.csv", args.count, times=1, out="marks.db")
            _, high = mark(bank, many, roster, args.many, times=1, out="marks.db")
            print(f"peak memory into SQLite: {high:.0f} MiB, of {args.count:,} {low:.0f} MiB: {high / low:.2f} times")
    print(f"this process' own peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
