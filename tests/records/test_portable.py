"""A learner's answers travel in one file; nothing that was there is lost, and hostile files change nothing."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backcraft.problems import UserError
from backcraft.records.journal import Journal, check_receipt, read
from backcraft.records.merge import merge
from backcraft.records.portable import erase, pack, unpack

from .samples import bytes_below, journals, keeper, put, record, tokens


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A folder in which a learner gave three answers, in two kernels."""
    folder = tmp_path / "school"
    one, two = keeper(folder, "s"), keeper(folder, "t")
    put(one, "q1", id="s1")
    put(two, "q2", id="t1", final=False)
    put(one, "q3", id="s2")
    return folder


@pytest.fixture
def packed(school: Path, tmp_path: Path) -> Path:
    pack(school, tmp_path / "mine.zip", token=tokens("p"))
    return tmp_path / "mine.zip"


def bring(file: Path, folder: Path) -> Any:
    return unpack(file, folder, token=tokens(f"u-{folder.name}-"), made_by="there")


def test_answers_and_learner_arrive_in_an_empty_folder(school: Path, packed: Path, tmp_path: Path) -> None:
    """The same answers under the same learner, in a folder with a journal id of its own, and kernels go on there."""
    home = tmp_path / "home"
    came = bring(packed, home)
    there, here = keeper(school, "x"), keeper(home, "y")
    assert here.records() == there.records()
    assert here.heads() == there.heads()
    assert here.identity().learner == there.identity().learner == came.learner
    assert here.identity().journal != there.identity().journal
    assert here.identity().made_by == "there"
    assert (came.answers, len(came.journals), came.forks) == (3, 2, ())
    assert put(here, "q4", id="y1")[0].n == 4


def test_unpacking_twice_changes_nothing(packed: Path, tmp_path: Path) -> None:
    """The second time nothing is new, to the byte."""
    bring(packed, tmp_path / "home")
    before = bytes_below(tmp_path / "home")
    again = bring(packed, tmp_path / "home")
    assert (again.answers, again.journals, again.forks) == (0, (), ())
    assert bytes_below(tmp_path / "home") == before


def test_work_goes_there_and_back(school: Path, packed: Path, tmp_path: Path) -> None:
    """Answers given on both computers in between are all there in the end, on both."""
    home = tmp_path / "home"
    bring(packed, home)
    put(keeper(home, "h"), "q8", id="h1")
    put(keeper(school, "v"), "q9", id="v1")
    pack(home, tmp_path / "back.zip", token=tokens("b"))
    assert bring(tmp_path / "back.zip", school).answers == 1
    pack(school, tmp_path / "there.zip", token=tokens("b"))
    assert bring(tmp_path / "there.zip", home).answers == 1
    assert keeper(school, "x").records() == keeper(home, "y").records()
    assert {r.id for r in keeper(home, "z").records()} == {"s1", "t1", "s2", "h1", "v1"}


def test_the_longer_chain_of_one_writer_takes_its_place(school: Path, tmp_path: Path) -> None:
    """A journal that was cut back is completed, an older pack takes nothing away."""
    pack(school, tmp_path / "new.zip", token=tokens("p"))
    longest = next(p for p in journals(school) if len(read(p).hashes) == 2)
    whole = longest.read_bytes()
    longest.write_bytes(whole.splitlines(keepends=True)[0] + b'{"half')
    pack(school, tmp_path / "old.zip", token=tokens("p"))
    assert bring(tmp_path / "new.zip", school).journals == (longest.stem,)
    assert longest.read_bytes() == whole
    assert longest.with_suffix(".cut").read_bytes() == b'{"half\n'
    before = bytes_below(school)
    bring(tmp_path / "old.zip", school)
    assert bytes_below(school) == before


@pytest.mark.parametrize("longer", ["packed", "here"])
def test_a_fork_is_kept_under_a_name_of_its_own(tmp_path: Path, longer: str) -> None:
    """One writer went two ways (a copied disk): the longer keeps the name and its receipts, all answers count."""
    here, there = tmp_path / "here", tmp_path / "there"
    put(keeper(here, "w"), "q1", id="c1")
    shutil.copytree(here, there)
    (one,), (other,) = journals(here), journals(there)
    who = keeper(here).identity().learner
    for path, count in ((one, 1 if longer == "packed" else 3), (other, 2)):
        journal = Journal(path)
        journal.refresh()
        for i in range(count):
            given = record(
                learner=who, question=f"{path.parts[-4]}{i}", n=2 + i, id=f"{path.parts[-4]}-{i}", w=path.stem
            )
            journal.append([given])
    receipt = read(other).head if longer == "packed" else read(one).head
    expected = merge(read(one).records, read(other).records)
    pack(there, tmp_path / "fork.zip", token=tokens("p"))
    came = bring(tmp_path / "fork.zip", here)
    assert len(came.forks) == 1
    assert merge(keeper(here, "x").records()) == expected
    assert check_receipt(read(one), receipt) is None
    assert keeper(here, "y").findings == []
    before = bytes_below(here)
    assert bring(tmp_path / "fork.zip", here).forks == ()
    assert bytes_below(here) == before


def test_a_damaged_journal_is_mended_from_a_pack_and_kept_beside(school: Path, packed: Path) -> None:
    """The sound chain takes the name; the damaged lines are not thrown away."""
    whole = keeper(school, "x").records()
    longest = next(p for p in journals(school) if len(read(p).hashes) == 2)
    sound = longest.read_bytes()
    damaged = sound.replace(b'"question":"q1"', b'"question":"qX"')
    longest.write_bytes(damaged)
    (fork,) = bring(packed, school).forks
    assert longest.read_bytes() == sound
    assert longest.with_name(f"{fork}.jsonl").read_bytes() == damaged
    assert keeper(school, "y").records() == whole


def test_a_folder_of_another_learner_refuses_a_pack(packed: Path, tmp_path: Path) -> None:
    """By its folder.json, or by its journals where that is lost; nothing is changed."""
    other = tmp_path / "other"
    put(keeper(other, "o"), id="c1")
    before = bytes_below(other)
    sentence = r"holds another learner's answers\. Unpack into a folder of your own; nothing was changed here\.$"
    with pytest.raises(UserError, match=sentence):
        bring(packed, other)
    assert bytes_below(other) == before
    (other / ".backcraft/folder.json").unlink()
    with pytest.raises(UserError, match=sentence):
        bring(packed, other)


def test_a_folder_without_answers_has_nothing_to_take_along(tmp_path: Path) -> None:
    """An identity alone is not worth a file."""
    keeper(tmp_path).identity()
    with pytest.raises(UserError, match="holds no answers yet"):
        pack(tmp_path, tmp_path / "mine.zip", token=tokens("p"))
    assert not (tmp_path / "mine.zip").exists()


def test_the_same_answers_make_the_same_file(school: Path, packed: Path) -> None:
    """A pack says nothing of when it was made, and may be made again over an older one of the same learner."""
    before = packed.read_bytes()
    pack(school, packed, token=tokens("p"))
    assert packed.read_bytes() == before
    put(keeper(school, "v"), "q9", id="v1")
    assert pack(school, packed, token=tokens("p")).answers == 4


def test_a_pack_is_not_written_over_anything_that_it_does_not_hold(school: Path, packed: Path, tmp_path: Path) -> None:
    """Not over another file, another learner's pack, or a pack with newer answers."""
    (tmp_path / "essay.zip").write_bytes(b"my essay")
    with pytest.raises(UserError, match="is there already and is not a pack"):
        pack(school, tmp_path / "essay.zip", token=tokens("p"))
    assert (tmp_path / "essay.zip").read_bytes() == b"my essay"
    put(keeper(tmp_path / "other", "o"), id="c1")
    with pytest.raises(UserError, match="holds another learner's answers"):
        pack(tmp_path / "other", packed, token=tokens("p"))
    home = tmp_path / "home"
    bring(packed, home)
    put(keeper(home, "h"), "q8", id="h1")
    pack(home, packed, token=tokens("p"))
    before = packed.read_bytes()
    with pytest.raises(UserError, match=r"holds answers that this folder lacks\. Unpack it first"):
        pack(school, packed, token=tokens("p"))
    assert packed.read_bytes() == before


def test_a_line_being_written_is_not_packed(school: Path, tmp_path: Path) -> None:
    """A last line cut short stays behind: nobody was told that it was saved."""
    for path in journals(school):
        path.write_bytes(path.read_bytes() + b'{"half')
    pack(school, tmp_path / "mine.zip", token=tokens("p"))
    assert bring(tmp_path / "mine.zip", tmp_path / "home").answers == 3
    assert all(b'{"half' not in data for data in bytes_below(tmp_path / "home").values())


# Hostile packs


def rebuilt(packed: Path, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A pack with its members changed, its zip sound."""
    with zipfile.ZipFile(packed) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def manifest(members: dict[str, bytes], **changes: Any) -> None:
    members["backcraft.json"] = json.dumps(json.loads(members["backcraft.json"]) | changes).encode()


def first(members: dict[str, bytes]) -> str:
    return next(name for name in members if name.startswith("journal/"))


def with_journal(members: dict[str, bytes], lines: bytes, **said: Any) -> None:
    """Put other lines in, with a list of contents that fits them as far as it can."""
    name = first(members)
    members[name] = lines
    listed = json.loads(members["backcraft.json"])["journals"]
    listed[name[8:-6]] |= {"sha256": hashlib.sha256(lines).hexdigest()} | said
    manifest(members, journals=listed)


def renamed(members: dict[str, bytes], name: str) -> None:
    old = first(members)
    members[f"journal/{name}.jsonl"] = members.pop(old)
    listed = json.loads(members["backcraft.json"])["journals"]
    listed[name] = listed.pop(old[8:-6])
    manifest(members, journals=listed)


def huge_count(members: dict[str, bytes], folder: Path) -> None:
    journal = Journal(folder / "made" / "w.jsonl")
    journal.append([record(n=2**50)])
    with_journal(members, journal.path.read_bytes(), count=1, hash=journal.reading.head[1])


CHANGES: dict[str, Callable[[dict[str, bytes], Path], None]] = {
    "a path out of the folder": lambda m, _: m.update({"../../evil.jsonl": b"x"}),
    "an absolute path": lambda m, _: m.update({"/tmp/evil.jsonl": b"x"}),
    "a journal named as a path": lambda m, _: renamed(m, "../../evil"),
    "a journal named as a Windows path": lambda m, _: renamed(m, "..\\evil"),
    "a hidden journal": lambda m, _: renamed(m, ".evil"),
    "an identity": lambda m, _: m.update({"folder.json": b"{}"}),
    "a folder": lambda m, _: m.update({"journal/": b""}),
    "no list of contents": lambda m, _: m.update({"backcraft.txt": m.pop("backcraft.json")}),
    "a list of contents that is none": lambda m, _: m.update({"backcraft.json": b"[" * 100_000}),
    "a list of contents of bytes": lambda m, _: m.update({"backcraft.json": b"\xff\x00"}),
    "a learner that is a path": lambda m, _: manifest(m, learner="../x"),
    "a learner that is a number": lambda m, _: manifest(m, learner=7),
    "journals that are a list": lambda m, _: manifest(m, journals=[]),
    "a later version": lambda m, _: manifest(m, version=2),
    "a journal that is not listed": lambda m, _: m.update({"journal/extra.jsonl": b""}),
    "a listed journal that is missing": lambda m, _: m.pop(first(m)) and None,
    "changed lines": lambda m, _: m.update({first(m): m[first(m)].replace(b'"q1"', b'"q7"')}),
    "changed lines with a fitting digest": lambda m, _: with_journal(m, b"x\n"),
    "a cut line with a fitting digest": lambda m, _: with_journal(m, m[first(m)] + b"x"),
    "a count that is not a number": lambda m, _: with_journal(m, m[first(m)], count="2"),
    "a huge count": huge_count,
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_hostile_pack_is_refused_and_nothing_is_changed(
    school: Path, packed: Path, tmp_path: Path, case: str
) -> None:
    """Into the learner's own folder and into an empty one; one sentence, and no file anywhere."""
    hostile = tmp_path / "hostile.zip"
    hostile.write_bytes(rebuilt(packed, lambda members: CHANGES[case](members, tmp_path)))
    before = bytes_below(tmp_path)
    for folder in (school, tmp_path / "empty"):
        with pytest.raises(UserError, match=r"hostile\.zip cannot be unpacked: [^\n]+\. Nothing was changed\.$"):
            bring(hostile, folder)
    assert bytes_below(tmp_path) == before


def refused(content: bytes, tmp_path: Path) -> str:
    """Try a file and return the sentence that refuses it."""
    (tmp_path / "hostile.zip").write_bytes(content)
    before = bytes_below(tmp_path)
    with pytest.raises(UserError) as error:
        bring(tmp_path / "hostile.zip", tmp_path / "empty")
    assert bytes_below(tmp_path) == before
    return str(error.value)


def test_symbolic_links_in_a_pack_are_refused(packed: Path, tmp_path: Path) -> None:
    """A member that says it is a link is not even read as a file."""
    with zipfile.ZipFile(packed) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16 if name == first(members) else 0
            archive.writestr(info, data)
    assert "which is not a plain file" in refused(out.getvalue(), tmp_path)


def test_a_name_that_stands_twice_is_refused(packed: Path, tmp_path: Path) -> None:
    """Which of the two would count is not left to chance."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile itself warns of what this test does on purpose
        with zipfile.ZipFile(packed, "a") as archive:
            archive.writestr(first(dict.fromkeys(archive.namelist(), b"")), b"other")
    assert "its list of contents is not that of a pack" in refused(packed.read_bytes(), tmp_path)


def test_a_bomb_is_refused_before_it_is_unpacked(packed: Path, tmp_path: Path) -> None:
    """By the size that it declares, and by the bytes that come out where it declares too little."""
    bomb = rebuilt(packed, lambda members: members.update({"journal/bomb.jsonl": b"0" * (300 << 20)}))
    assert len(bomb) < 1 << 20
    assert "it would unpack to more than any course needs" in refused(bomb, tmp_path)
    size = (300 << 20).to_bytes(4, "little")
    assert bomb.count(size) == 2
    assert "cannot be unpacked" in refused(bomb.replace(size, (10).to_bytes(4, "little")), tmp_path)


def test_other_ways_of_compressing_are_refused(packed: Path, tmp_path: Path) -> None:
    """They would be unpacked without a bound."""
    with zipfile.ZipFile(packed) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    assert "it is compressed in a way that packs are not" in refused(out.getvalue(), tmp_path)


def test_a_pack_with_any_byte_damaged_is_refused_or_gives_the_same(school: Path, packed: Path, tmp_path: Path) -> None:
    """One flipped byte anywhere never brings in another answer, and never another error."""
    whole, answers = packed.read_bytes(), keeper(school, "x").records()
    for at in range(len(whole)):
        packed.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        folder = tmp_path / "homes" / str(at)
        try:
            bring(packed, folder)
        except UserError:
            assert not folder.exists()
        else:
            assert keeper(folder, "y").records() == answers


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_pack_is_said_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    """An empty, cut or foreign file."""
    assert refused(content, tmp_path).startswith(f"{tmp_path / 'hostile.zip'} cannot be unpacked: it")


def test_a_pack_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    """A wrong name, or a folder."""
    with pytest.raises(UserError, match="it cannot be read: No such file"):
        bring(tmp_path / "nowhere.zip", tmp_path / "empty")
    with pytest.raises(UserError, match="it cannot be read: Is a directory"):
        bring(tmp_path, tmp_path / "empty")


# Erasing


def test_erasing_removes_the_learner_and_says_what_it_removed(school: Path) -> None:
    """Identity, journals and what was set aside go; files of others stay and are named."""
    who = keeper(school, "x").identity().learner
    (school / "06-strokes.ipynb").write_text("{}")
    (school / ".backcraft/port").write_text("8888")
    (school / ".backcraft/journal/s1.cut").write_bytes(b"half")
    gone = erase(school)
    assert (gone.learner, gone.answers, gone.left) == (who, 3, ("port",))
    assert gone.files[0] == "folder.json"
    assert len(gone.files) == 4
    assert set(bytes_below(school)) == {"06-strokes.ipynb", ".backcraft/port"}
    assert keeper(school, "new").identity().learner != who


def test_an_open_lesson_writes_nothing_back_after_erasing(school: Path) -> None:
    """Its answers are refused, and the folder stays empty."""
    held = keeper(school, "open")
    who = held.identity().learner
    held.records()
    erase(school)
    with pytest.raises(UserError, match="answers were removed"):
        put(held, "q7", id="c7", learner=who)
    assert list(school.iterdir()) == []


def test_erasing_an_empty_folder_removes_nothing(tmp_path: Path) -> None:
    """There is nothing to say, and no error."""
    gone = erase(tmp_path)
    assert (gone.learner, gone.files, gone.answers, gone.left) == (None, (), 0, ())


def test_erasing_works_though_folder_json_is_damaged(school: Path) -> None:
    """Whoever wants to be forgotten need not mend a file first."""
    (school / ".backcraft/folder.json").write_bytes(b"{")
    gone = erase(school)
    assert (gone.learner, gone.answers) == (None, 3)
    assert list(school.iterdir()) == []


def test_erasing_follows_no_link(school: Path, tmp_path: Path) -> None:
    """A link in the journals' folder goes; what it leads to stays."""
    kept = tmp_path / "kept.jsonl"
    kept.write_text("keep me")
    (school / ".backcraft/journal/link.jsonl").symlink_to(kept)
    erase(school)
    assert kept.read_text() == "keep me"
    assert list(school.iterdir()) == []
