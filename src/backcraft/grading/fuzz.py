"""Damages a hand-in in thousands of ways, and checks what marking says of each.

    python -m backcraft.grading.fuzz --count 100000

Never may marking raise, and never may a damaged file change a mark without a word: a result without warnings has
the mark of the undamaged file, and one that is not readable says why.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from backcraft.grading import bank, commands, release
from backcraft.grading.collect import Found
from backcraft.grading.handin import HandInDesk
from backcraft.grading.marking import Marker, Result
from backcraft.grading.released import find
from backcraft.grading.session import GradedSession
from backcraft.grading.submission import Opener
from backcraft.records.desk import Desk
from backcraft.records.keeper import Keeper, new_token, utc_now

#: Values that stand where others are due.
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**53, 2**63, 2**64, 10**400, 1e308, -0.0, 0.5, [], {}, [[]], [None]),
    *("", "0", "=HYPERLINK(1)", "\0", "\u202e", "../../x", "<script>", "a" * 5000, "\U0001f600", "0" * 64),
    *("graded:other", "not-a-learner", "2026-13-45", {"": None}, {"key": 1}, [1] * 50, {"id": "x"}),
    *({"choice": None}, {"choices": ["x", "x"]}, {"value": "NaN"}),
)


class Broken(AssertionError):
    """Marking did what it never may."""


class _Held(Opener):
    """Gives out bytes from memory."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""

    def read(self, found: Found, file: str) -> bytes:  # noqa: ARG002
        return self.data


def _places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in children:
        yield (*path, key)
        yield from _places(value, (*path, key))


def _structural(data: bytes, rng: random.Random) -> bytes:
    """Change one to three values of the notebook's own metadata, or of its outermost keys."""
    tree = json.loads(data)
    for _ in range(rng.randint(1, 3)):
        root = tree["metadata"] if isinstance(tree, dict) and isinstance(tree.get("metadata"), dict) else tree
        root = root if rng.random() < 0.95 else tree
        places = list(_places(root))
        if not places:
            break
        *way, last = rng.choice(places)
        holder = root
        for step in way:
            holder = holder[step]
        action = rng.randrange(5)
        if action == 0:
            del holder[last]
        elif action == 1 and isinstance(holder, dict):
            holder[str(rng.choice(ODD))] = holder.pop(last)
        elif action == 2:
            holder[last] = _at(root, rng.choice(places))
        elif action == 3:
            holder[last] = {"deep": [holder[last], _copy(holder[last])]}
        else:
            holder[last] = _copy(rng.choice(ODD))
    return json.dumps(tree, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")


def _at(root: Any, path: tuple[Any, ...]) -> Any:
    with contextlib.suppress(KeyError, IndexError, TypeError):
        for step in path:
            root = root[step]
    return _copy(root)


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _bytes(data: bytes, rng: random.Random) -> bytes:
    """Change bytes: flip, cut out, put in, repeat, or cut off."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 8))):
        at = rng.randrange(len(made) or 1)
        match rng.randrange(6):
            case 0:
                made[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del made[at : at + rng.choice((1, 2, 10, 1000))]
            case 2:
                made[at:at] = rng.choice(
                    (b"\0", b'"', b"}", b"[", b"\\", b"\xff\xfe", b"NaN", b"1e999", b"\xe2\x80\xae")
                )
            case 3:
                made[at:at] = made[at : at + rng.choice((1, 20, 500))]
            case 4:
                del made[at:]
            case _:
                made[at:at] = rng.choice((b"[", b'{"a":')) * rng.choice((5, 3000))
    return bytes(made)


def mutants(data: bytes, seed: int, count: int) -> Iterator[tuple[int, bytes]]:
    """Yield damaged copies of a notebook, each with the number that makes it again."""
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")  # noqa: S311 - made again by its number
        # The records are small beside the cells: most of the byte-wise damage goes where the answers are.
        if rng.random() < 0.6:
            yield number, _structural(data, rng)
        else:
            start = data.rfind(b'"metadata"') if rng.random() < 0.8 else 0
            yield number, data[:start] + _bytes(data[start:], rng)


def check(result: Result, truth: Result) -> None:
    """Raise :class:`Broken` for a result that says too little of the damage."""
    if result.status == "not readable":
        if not result.warnings or not result.warnings[0] or result.points is not None:
            raise Broken(f"not readable without a reason: {result}")
        return
    if any(s.score is None and not s.why for s in result.scores):
        raise Broken(f"a question has neither a score nor a reason: {result}")
    if not result.warnings and result.points != truth.points:
        raise Broken(f"the mark changed without a word: {result.points}, was {truth.points}")
    if result.points == 0 and truth.points and not result.warnings:
        raise Broken(f"a silent 0: {result}")
    if (result.status == "marked") is bool(result.warnings):
        raise Broken(f"the status does not fit the warnings: {result}")


def run(
    marker: Marker, data: bytes, seed: int, count: int, tick: Callable[[int], None] = lambda _n: None
) -> dict[str, int]:
    """Mark ``count`` damaged copies; return how many ended how. Raise :class:`Broken` with the seed and number."""
    opener = _Held()
    found = Found(source="", file="handed-in.ipynb")
    opener.data = data
    truth = marker.mark(found, opener)
    outcomes: dict[str, int] = {}
    for number, damaged in mutants(data, seed, count):
        opener.data = damaged
        try:
            result = marker.mark(found, opener)
            check(result, truth)
        except Exception as error:
            raise Broken(f"seed {seed}, mutant {number}: {type(error).__name__}: {error}") from error
        outcomes[result.status] = outcomes.get(result.status, 0) + 1
        tick(number + 1)
    return outcomes


def sample(folder: Path, answers: Callable[[dict[str, Any]], Any]) -> tuple[Path, Path]:
    """Hand in the assignment ``first-test`` whose notebook lies in ``folder``, each question answered by ``answers``.

    Return the hand-in and its receipt.
    """
    _, made = find(folder, "first-test")
    keeper = Keeper(folder, clock=utc_now, token=new_token)
    session = GradedSession(made)
    desk = HandInDesk(Desk(lambda: keeper, session), lambda: keeper, session, clock=utc_now, token=new_token)
    hello = desk.answer({"do": "hello", "copy": None}) or {}
    for item in made.questions:
        put = {"do": "put", "id": new_token(), "learner": hello["learner"], "attempt": 1, "question": item["id"]}
        put |= {"answer": answers(item), "final": False, "certainty": None, "digest": item["digest"]}
        desk.answer(put)
    done = desk.answer({"do": "handin", "attempt": 1, "name": "A Learner", "seen": {}}) or {}
    return folder / done["file"], folder / done["receipt"]["file"]


def main() -> int:
    """Damage a hand-in of a new bank's first assignment."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        prog="python -m backcraft.grading.fuzz",
    )
    parser.add_argument("--count", type=int, default=20_000, metavar="N", help="how many copies (default: 20,000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which copies (default: 1)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root, out = Path(name, "bank"), Path(name, "out")
        bank.new_bank(root)
        opened = bank.Private(root)
        [_] = release.write(opened.assignment("first-test"), opened, None, out)
        file, _ = sample(out, lambda item: {"choice": item["options"][0]["id"]})
        marker = commands.make_marker(root, "first-test", None, None)
        since = time.monotonic()
        try:
            outcomes = run(marker, file.read_bytes(), args.seed, args.count)
        except Broken as error:
            print(error, file=sys.stderr)
            return 1
    print(
        f"{args.count:,} copies in {time.monotonic() - since:.1f} s: {outcomes}; no crash, no mark changed in silence."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
