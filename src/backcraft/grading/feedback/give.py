"""``backcraft feedback``: writes a page for each learner who handed in, once the instructor says so."""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from backcraft.cases.activity import CaseActivity
from backcraft.grading import bank, roster
from backcraft.grading.collect import MOODLE
from backcraft.grading.commands import Progress, Say
from backcraft.grading.feedback.cases import Cases
from backcraft.grading.feedback.page import Pages, closed
from backcraft.grading.feedback.text import when
from backcraft.grading.gradebook import open_gradebook
from backcraft.grading.gradebook.types import NOTHING, Entry
from backcraft.grading.handin import clean_name
from backcraft.grading.table import safe
from backcraft.grading.types import Assignment
from backcraft.lab.folder import write_whole
from backcraft.problems import UserError
from backcraft.records.keeper import utc_now
from backcraft.widgets import views

#: How many learners are named in a line of what was done.
_MOST = 10


def feedback_command(
    assignment: str, url: str, *, where: Path | None, class_list: Path | None, out: Path, now: bool, say: Say
) -> int:
    """Write the pages and the zip for Moodle, and say what was done. Raise :class:`UserError` before it is time."""
    opened = bank.Private(bank.find(where))
    one = opened.assignment(assignment)
    if not now:
        due(one, utc_now().isoformat())
    learners = roster.read(class_list) if class_list else None
    course, words = opened.course, views.words()
    pages = Pages(
        one, course, opened.course_root, opened.questions, words, open_ids=opened.open_ids(), known=known_cases(opened)
    )
    done = _Done()
    with open_gradebook(url) as gradebook:
        count, unread = 0, list[str]()
        # First all of it is looked at: where one mark does not fit, nobody's page is written.
        for entry in gradebook.entries(assignment):
            if entry.status == "not readable":
                unread.append(entry.learner)
            elif entry.status != NOTHING:
                pages.check(entry)
                count += 1
        if not count:
            raise UserError(f'Nobody handed in "{assignment}" as far as the gradebook knows, so nothing was written.')
        progress = Progress(sys.stderr, lambda: count, done="written")
        for entry in _handed_in(gradebook.entries(assignment)):
            done.take(out, page_name(one.id, entry.learner), entry, pages.page(entry), learners)
            progress.tick(done.count)
        progress.end()
    say(f"Wrote {done.count:,} page{'s' * (done.count != 1)} of feedback in {out}")
    if done.for_moodle:
        place = out / f"{one.id}-feedback-moodle.zip"
        done.zip(out, place)
        say(f'Wrote {place}: in Moodle choose "Upload multiple feedback files in a zip"')
        if done.not_for_moodle:
            say(f"Not in the zip, for Moodle's number of them is not known: {_list(done.not_for_moodle)}")
    if unread:
        say(f"No page, for nothing could be read of what was handed in: {_list(unread)}")
    if done.waiting:
        say(f"Answers wait for you in the work of: {_list(done.waiting)}. Mark them with: backcraft desk {one.id} ...")
    if one.open_key:
        say("open_key: learners can look keys of this assignment up in the public course; each page says so.")
    return 0


def known_cases(opened: bank.Private) -> Cases:
    """Return what finds a case of the bank, each made once."""

    @cache
    def find(name: str) -> CaseActivity | None:
        if not opened.has_case(name):
            return None
        return CaseActivity(opened.course, opened.rules.screening, opened.rules.marks, opened.case(name))

    return find


def due(one: Assignment, now: str) -> None:
    """Raise :class:`UserError` while an assignment's feedback is not to be given out; ``now`` is ISO 8601."""
    if one.feedback == "never":
        text = f'"{one.id}" says feedback: never, so nothing was written. Say --now to give it out all the same.'
        raise UserError(text)
    if one.feedback == "after-close" and not closed(one, now):
        until = f"it closes on {when(one.closes)}" if one.closes else "it has no closing time"
        raise UserError(
            f'"{one.id}" says feedback: after-close, and {until}, so nothing was written. Say --now to give it out now.'
        )


def _handed_in(entries: Iterable[Entry]) -> Iterator[Entry]:
    return (e for e in entries if e.status not in (NOTHING, "not readable"))


def page_name(assignment: str, learner: str) -> str:
    """Return the name of a learner's page: letters, digits and ``. _ @ -`` alone, another for every learner."""
    if roster.ID.fullmatch(learner) and not roster.TAKEN.fullmatch(learner):
        return f"{assignment}-feedback-{learner}.html"
    plain = unicodedata.normalize("NFKD", learner)
    tidy = re.sub(r"[^A-Za-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
    told = hashlib.blake2b(learner.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{assignment}-feedback-{tidy[:40] or 'learner'}-{told}.html"


def moodle_folder(entry: Entry, learners: roster.Roster | None) -> str | None:
    """Return the folder under which Moodle takes a learner's files: that of the hand-in, or by the class list's number.

    Moodle reads the number between the first underscores; the name before it may hold none.
    """
    for part in reversed(PurePosixPath(entry.file.replace("\\", "/")).parts):
        if found := MOODLE.fullmatch(part):
            return _folder(found["name"], found["id"])
    known = learners.learners.get(entry.learner) if learners else None
    if known is not None and known.lms.isascii() and known.lms.isdigit():
        return _folder(known.name, known.lms)
    return None


def _folder(name: str, number: str) -> str:
    plain = " ".join(re.sub(r'[_/\\:*?"<>|]', " ", clean_name(name)).split()).strip(". ")
    return f"{plain or 'Learner'}_{number}_assignsubmission_file_"


class _Done:
    """What was written so far."""

    def __init__(self) -> None:
        self.count = 0
        self.for_moodle: list[tuple[str, str]] = []
        self.not_for_moodle: list[str] = []
        self.waiting: list[str] = []

    def take(self, out: Path, name: str, entry: Entry, page: bytes, learners: roster.Roster | None) -> None:
        """Write one page."""
        try:
            write_whole(out / name, page)
        except OSError as error:
            raise _unwritten(out, error) from error
        self.count += 1
        if entry.waiting and not entry.overridden:
            self.waiting.append(entry.learner)
        folder = moodle_folder(entry, learners)
        if folder is None:
            self.not_for_moodle.append(entry.learner)
        else:
            self.for_moodle.append((folder, name))

    def zip(self, out: Path, place: Path) -> None:
        """Write the zip that Moodle takes, from the pages as they stand."""
        beside = place.with_name(f".{place.name}.tmp")
        try:
            with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as made:
                for folder, name in self.for_moodle:
                    made.write(out / name, f"{folder}/{name}")
            beside.replace(place)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise _unwritten(place, error) from error


def _unwritten(place: Path, error: OSError) -> UserError:
    return UserError(f"{error.filename or place} cannot be written to ({error.strerror}).")


def _list(names: list[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(safe(n) for n in names[:_MOST]) + more
