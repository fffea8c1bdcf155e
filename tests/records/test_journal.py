"""A journal keeps what it acknowledged, and says what was damaged."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcraft.records.journal import Journal, check_receipt, parse, read

from .samples import record

RECORDS = [record(n=n, id=f"i{n}", question=f"q{n}", answer={"text": f"Grüße {n}\n“”"}) for n in range(1, 6)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of five answers, each appended by itself."""
    journal = Journal(tmp_path / ".backcraft" / "journal" / "w1.jsonl")
    for each in RECORDS:
        journal.append([each])
    return journal.path


def test_what_is_appended_is_read_again(path: Path) -> None:
    """A journal reads back exactly what was written."""
    reading = read(path)
    assert reading.records == RECORDS
    assert reading.findings == []
    assert reading.head == (5, reading.hashes[-1])


def test_a_line_is_plain_json_chained_by_sha256(path: Path) -> None:
    """The form that the contract describes can be checked with nothing but the standard library."""
    prev = ""
    for line in path.read_text("utf-8").splitlines():
        fields = json.loads(line)
        digest = fields["hash"]
        body = line[: line.rindex(',"hash":')] + "}"
        assert fields["prev"] == prev
        assert hashlib.sha256((prev + body).encode()).hexdigest() == digest
        prev = digest


def test_there_is_no_file_before_the_first_answer(tmp_path: Path) -> None:
    """Opening and reading a journal makes neither file nor folder."""
    journal = Journal(tmp_path / ".backcraft" / "journal" / "w1.jsonl")
    journal.refresh()
    assert list(tmp_path.iterdir()) == []


def test_a_last_line_cut_short_anywhere_is_set_aside_and_nothing_else_is_lost(path: Path, tmp_path: Path) -> None:
    """Cut at every byte of the last line, the first four answers are read and the next append is sound."""
    whole = path.read_bytes()
    start = whole[:-1].rindex(b"\n") + 1
    for at in range(start + 1, len(whole) - 1):
        cut = tmp_path / f"{at}" / "w1.jsonl"
        cut.parent.mkdir()
        cut.write_bytes(whole[:at])
        journal = Journal(cut)
        journal.refresh()
        assert journal.reading.records == RECORDS[:4]
        assert [(f.line, f.kind) for f in journal.reading.findings] == [(5, "cut")]
        journal.append([RECORDS[4]])
        assert cut.read_bytes() == whole
        assert cut.with_suffix(".cut").read_bytes() == whole[start:at] + b"\n"
        assert journal.reading.findings == read(cut).findings == []


def test_a_cut_exactly_between_two_lines_leaves_whole_lines(path: Path) -> None:
    """A file that ends after a line end has nothing cut short; only a receipt can tell."""
    whole = path.read_bytes()
    path.write_bytes(whole[: whole[:-1].rindex(b"\n") + 1])
    assert (read(path).records, read(path).findings) == (RECORDS[:4], [])


def test_a_last_line_that_lacks_only_its_end_counts(path: Path) -> None:
    """An editor may take the last line's end; its answer was acknowledged and stays, and appending goes on."""
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    journal = Journal(path)
    journal.refresh()
    assert (journal.reading.records, journal.reading.findings) == (RECORDS, [])
    more = record(n=6, id="i6", question="q6")
    journal.append([more])
    assert read(path).records == [*RECORDS, more]
    assert read(path).findings == []


@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (lambda line: line.replace(b'"choice"', b'"chosen"').replace(b'"text"', b'"test"'), "changed"),
        (lambda line: line.replace(b'"final":false', b'"final":true'), "changed"),
        (lambda line: line.replace(b'"hash":"', b'"hash":"0', 1)[:-3] + b'"}', "changed"),
        (lambda line: line.replace(b'"n":', b'"n": '), "changed"),
        (lambda line: line[: len(line) // 2], "unreadable"),
        (lambda line: b"\x00" * len(line), "unreadable"),
        (lambda line: b"\xff\xfe" + line, "unreadable"),
        (lambda line: b"", "unreadable"),
        (lambda line: b"[" * 100_000, "unreadable"),
        (lambda line: b"{}", "unreadable"),
        (lambda line: b"[1]", "unreadable"),
    ],
)
def test_damage_at_a_line_costs_that_line_and_is_reported_there(path: Path, number: int, damage, kind: str) -> None:  # type: ignore[no-untyped-def]
    """Every other answer is still read, and one finding names file and line."""
    lines = path.read_bytes().splitlines()
    lines[number - 1] = damage(lines[number - 1])
    path.write_bytes(b"\n".join(lines) + b"\n")
    reading = read(path)
    assert reading.records == [r for r in RECORDS if r.n != number]
    assert [(f.file, f.line, f.kind) for f in reading.findings] == [(".backcraft/journal/w1.jsonl", number, kind)]
    assert reading.sound == number - 1


@pytest.mark.parametrize("number", range(1, 5))
def test_a_line_taken_out_of_the_middle_breaks_the_chain_there(path: Path, number: int) -> None:
    """The line that now follows another is named, and is read all the same."""
    lines = path.read_bytes().splitlines(keepends=True)
    del lines[number - 1]
    path.write_bytes(b"".join(lines))
    reading = read(path)
    assert reading.records == [r for r in RECORDS if r.n != number]
    assert [(f.line, f.kind) for f in reading.findings] == [(number, "gap")]


def test_lines_that_changed_places_break_the_chain(path: Path) -> None:
    """Moved lines are all read, and the breaks are named."""
    a, b, c, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([a, c, b, *rest]))
    reading = read(path)
    assert sorted(r.n for r in reading.records) == [1, 2, 3, 4, 5]
    assert [(f.line, f.kind) for f in reading.findings] == [(2, "gap"), (3, "gap"), (4, "gap")]


def test_line_ends_of_another_system_change_no_answer(path: Path) -> None:
    """A copy whose line ends were turned into Windows' own is read whole."""
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert (read(path).records, read(path).findings) == (RECORDS, [])


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read(data: bytes) -> None:
    """Whatever a file holds, reading it ends in findings, not in an error."""
    reading = parse(data, "w", "f")
    assert reading.records == []
    assert len(reading.findings) >= (1 if data else 0)


def test_appending_goes_on_after_damage_further_up(path: Path) -> None:
    """A journal damaged in the middle still takes answers, chained to its last line."""
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = b"nothing\n"
    path.write_bytes(b"".join(lines))
    journal = Journal(path)
    journal.refresh()
    journal.append([record(n=6, id="i6")])
    assert [f.line for f in read(path).findings] == [2]
    assert len(read(path).records) == 5


def test_a_receipt_holds_as_the_journal_grows(path: Path) -> None:
    """A head lodged earlier fits the same journal with more lines."""
    head = read(path).head
    journal = Journal(path)
    journal.refresh()
    journal.append([record(n=6, id="i6")])
    assert check_receipt(read(path), head) is None
    assert check_receipt(read(path), (0, "")) is None


def test_a_receipt_shows_lines_taken_off_the_end(path: Path) -> None:
    """The chain of what is left is sound; only the receipt tells."""
    head = read(path).head
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    assert read(path).findings == []
    assert check_receipt(read(path), head) == "The receipt is for 5 lines, and 2 of them are missing at the end"


def test_a_receipt_shows_a_journal_written_anew(path: Path, tmp_path: Path) -> None:
    """A new chain over other answers is sound in itself; only the receipt tells."""
    head = read(path).head
    other = Journal(tmp_path / "again" / "w1.jsonl")
    other.append([record(n=n, id=f"i{n}", answer="better") for n in range(1, 8)])
    assert read(other.path).findings == []
    found = check_receipt(read(other.path), head)
    assert found == "The first 5 lines are not those that the receipt was given for"


def test_a_receipt_shows_damage_below_it(path: Path) -> None:
    """A line changed in place leaves the last hash as it was, and is still found."""
    head = read(path).head
    path.write_bytes(path.read_bytes().replace(b'"n":2', b'"n":7'))
    assert check_receipt(read(path), head) == "Line 2, which the receipt covers, is damaged"
