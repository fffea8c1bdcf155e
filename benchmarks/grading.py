"""What marking a class costs: 1,000 hand-ins of 20 questions to a table, beside the floor.

    python benchmarks/grading.py [--count 1000] [--many 20000] [--course DIR]

The floor is to read each file and parse it with orjson (msgspec where orjson is not installed). ``--many`` measures
memory. One process is measured by its own time on a processor, all processes by the clock on the wall.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
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


def make_bank(folder: Path, course: Path = ROOT) -> Private:
    """Make a bank of 20 questions, of all kinds in turn: those of the course under new ids."""
    new_bank(folder)
    _, public = open_course(course)
    kinds: dict[str, list[Any]] = {}
    for question in public.questions.values():
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
    roster = folder.parent / f"class-{count}.csv"
    roster.write_text("id,name\n" + "".join(f"l{n},Learner {n}\n" for n in range(count)), "utf-8")
    folder.mkdir()
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
    loads: Callable[[bytes], Any]
    try:
        import orjson

        loads = orjson.loads
    except ImportError:
        loads = msgspec.json.decode
    start = time.process_time()
    for path in folder.iterdir():
        loads(path.read_bytes())
    return time.process_time() - start


MARK = """
import resource, sys, time
from functools import partial
from pathlib import Path
from backcraft.grading import collect, commands, roster
from backcraft.grading.grade import grade
bank, work, names, out, processes = sys.argv[1:6]
learners = roster.read(Path(names))
make = partial(commands.make_marker, Path(bank), "first-test", learners, None)
make()
# One process: its own time on a processor, which other work on the machine does not lengthen.
clock = time.process_time if processes == "1" else time.perf_counter
times = []
for _ in range(int(sys.argv[6])):
    start = clock()
    graded = grade(collect.collect([Path(work)], "first-test"), make, learners, processes=int(processes) or None)
    commands._write(graded, learners, Path(out))
    times.append(clock() - start)
    assert graded.summary.marked == int(sys.argv[7]), next(graded.results())[0].warnings
    graded.close()
own, children = (resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(sorted(times)[len(times) // 2], own, children)
"""


def mark(
    bank: Private, work: Path, roster: Path, count: int, *, processes: int = 0, times: int = 5
) -> tuple[float, float]:
    """Mark in a fresh process; return the median seconds (without starting Python) and the peak in MiB."""
    words = [bank.root, work, roster, work.parent / "marks.csv", processes, times, count]
    run = subprocess.run(
        [sys.executable, "-c", MARK, *map(str, words)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if run.returncode:
        raise SystemExit(run.stderr)
    seconds, own, children = map(float, run.stdout.split())
    return seconds, max(own, children) / 1024


def main() -> None:
    """Measure everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000, metavar="N")
    parser.add_argument("--many", type=int, default=20_000, metavar="N")
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
        if args.many:
            many = folder / "many"
            roster = write_class(bank, many, args.many)
            _, low = mark(bank, work, folder / f"class-{args.count}.csv", args.count, times=1)
            seconds, high = mark(bank, many, roster, args.many, times=1)
            print(f"{args.many:,}: {seconds:.1f} s, {seconds / args.many * 1e6:.0f} us each")
            print(f"peak memory: {high:.0f} MiB, of {args.count:,} {low:.0f} MiB: {high / low:.2f} times")
    print(f"this process' own peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
