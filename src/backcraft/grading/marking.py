"""Marks one hand-in with the instructor's keys. Pure but for reading the file: it keeps and writes nothing.

Every hand-in ends as ``marked``, ``marked with warnings`` or ``not readable``, each with its reasons. What was not
answered, cannot be read or waits for a person has no score: it is never a silent 0.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from backcraft.grading import pace
from backcraft.grading import receipt as receipts
from backcraft.grading.assignments import instant
from backcraft.grading.bank import Private
from backcraft.grading.case_marking import CaseMarker
from backcraft.grading.cases import activity_of
from backcraft.grading.collect import Found
from backcraft.grading.items import Reader
from backcraft.grading.names import Names, heard
from backcraft.grading.release import Record as Released
from backcraft.grading.roster import Roster
from backcraft.grading.submission import HandInPart, Opener, ReleasePart, Submission, Unreadable, read
from backcraft.grading.types import Assignment
from backcraft.practice.tempo import TempoActivity
from backcraft.problems import UserError
from backcraft.questions.base import Answer, BadAnswer, Question
from backcraft.records.journal import check_receipt
from backcraft.records.merge import merge
from backcraft.records.record import Record

Status = Literal["marked", "marked with warnings", "not readable"]
#: Why an answer has no score.
Why = Literal["", "not answered", "for a person", "not readable"]


class Scored(Struct, frozen=True, array_like=True):
    """One question's result: ``score`` 0 to 1, or ``None`` with the reason ``why``."""

    question: str
    score: float | None
    why: Why = ""
    certainty: int | None = None
    answer: Answer = None


class Result(Struct, kw_only=True, array_like=True):
    """One hand-in's outcome. ``points`` of ``most``: the marks by weight, without what waits for a person.

    ``learner`` is the id in the class list, or what the file tells where there is none. ``device`` is the learner id
    that the answers carry: the same in two learners' work means that one folder's answers were handed in twice.
    """

    # The first fields are those of `grade._Head`, in its order.
    status: Status
    learner: str = ""
    at: str = ""
    late: bool | None = None
    attempt: int = 0
    #: Whether it is the file that handing in makes, and not the working notebook.
    handed_in: bool = False
    device: str = ""
    points: float | None = None
    file: str
    name: str = ""
    warnings: list[str] = field(default_factory=list)
    most: float = 0.0
    scores: list[Scored] = field(default_factory=list)
    timed_by: str = ""
    minutes: float | None = None
    known: bool = False
    #: The file's SHA-256; "" where nobody asked for it or the file could not be read.
    digest: str = ""
    #: How long each question took, by the learner's clock; read only for a gradebook.
    seconds: dict[str, float] = field(default_factory=dict)


#: Equal answers have equal bytes, and no other value has them: 1, 1.0 and true are three.
_exactly = msgspec.msgpack.Encoder().encode
#: How many answers a process keeps with what they get; free texts are seldom equal.
_MOST_MARKED = 5000


class Marker:
    """All that marking one assignment needs, prepared once."""

    def __init__(
        self,
        bank: Private,
        one: Assignment,
        released: Released,
        roster: Roster | None,
        collected: str | None = None,
        *,
        hashing: bool = False,
    ) -> None:
        """``collected`` is when the instructor took everything in: ISO 8601 with its offset.

        ``hashing`` asks for the digest of each file, and for times, which a gradebook keeps and a table does not.
        """
        self._hashing = hashing
        self.assignment = one
        self._names: Names = bank.names(one.id)
        self._release = self._names.release()
        self._released = released
        self._roster = roster
        self._closes = instant(one.closes) if one.closes else None
        self._collected = collected
        wanted = {q for ids in (released.questions, *released.learners.values()) for q in ids}
        gone = sorted(q for q in wanted if q not in bank.questions)
        if gone:
            raise UserError(
                f'"{one.id}" was released with {", ".join(gone)}, which the bank no longer has. Put it back to mark it.'
            )
        self.questions: dict[str, Question] = {q: bank.questions[q] for q in sorted(wanted)}
        #: What equal answers of a class get: most of them are given many times.
        self._marked: dict[tuple[str, int | None, bytes], Scored] = {}
        self._none = {q: Scored(q, None, "not answered") for q in self.questions}
        self._readers = {q: Reader(question, self._names) for q, question in self.questions.items()}
        lost = [c for c in released.cases if not bank.has_case(c)]
        if lost:
            raise UserError(
                f'"{one.id}" was released with the case {", ".join(lost)}, which the bank no longer has. Put it back.'
            )
        self._cases = [CaseMarker(bank.case(c), bank.rules, self._names) for c in released.cases]
        self._tempo = {s: TempoActivity(bank.course, s) for s in released.tempo}
        self._activity = f"graded:{one.id}"
        self._numbers = {self._names.question_number(q): q for q in self.questions}
        #: The questions and the most points of everybody who has no variant.
        self._same: tuple[list[str], float] | None = None
        #: The columns of a table of results.
        self.columns = [*(released.questions or self.questions), *self._beside()]

    def questions_in_order(self) -> list[str]:
        """Return the ids of the questions that everybody was given, in their order."""
        return list(self._released.questions or self.questions)

    def _beside(self) -> list[str]:
        """Return the names of what everybody is given beside the questions."""
        return [*(name for case in self._cases for name in case.scenes), *(f"tempo-{s}" for s in self._released.tempo)]

    def mark(self, found: Found, opener: Opener) -> Result:
        """Read one file and mark it; never raises for what it holds."""
        made: Submission | None = None
        try:
            if found.problem is not None:
                raise Unreadable(found.problem)
            made = read(found, opener, hashing=self._hashing)
            return self._mark(found, made)
        except Unreadable as error:
            digest = made.digest if made is not None else error.digest
            learner = self._roster.find(*found.claims) if self._roster else None
            named = learner or (found.claims[-1] if found.claims else "")
            return Result(
                file=found.file,
                status="not readable",
                learner=named,
                warnings=[str(error)],
                known=learner is not None,
                digest=digest,
            )

    # Whose it is

    def _whose(self, found: Found, made: Submission) -> tuple[str, str, str, bool, list[str]]:
        """Return the learner whose names the answers use, the learner it counts for, their name, whether they stand
        in the class list, and warnings."""
        part, hand_in, warnings = made.release, made.hand_in, list[str]()
        if part.assignment != self.assignment.id and part.assignment:
            raise Unreadable(f'it is the assignment "{part.assignment[:80]}", not this one')
        by_journal = not part.release
        if not by_journal and part.release != self._release:
            raise Unreadable("it was released from another bank, or its release was changed")
        if not by_journal and part.tag != self._names.tag(part.learner):
            raise Unreadable("the mark that tells whose notebook it is was changed")
        told = self._roster.find(*found.claims) if self._roster else None
        if by_journal:
            part = ReleasePart(learner=self._by_names(made, told))
        if part.learner:
            if told is not None and told != part.learner:
                raise Unreadable(f"it is {part.learner}'s notebook, handed in as {told}'s; nothing of it was counted")
            named = self._roster.learners.get(part.learner) if self._roster else None
            if self._roster and named is None:
                warnings.append(f'"{part.learner}" does not stand in the class list')
            return part.learner, part.learner, named.name if named else hand_in.name, named is not None, warnings
        if self._roster is None:
            learner = next((c for c in (*reversed(found.claims), hand_in.user, hand_in.name) if c), "")
            if not learner:
                warnings.append("nothing tells whose work this is")
            return "", learner or found.file, hand_in.name, True, warnings
        learner = told or self._roster.find(hand_in.user, hand_in.name) or ""
        if not learner:
            said = hand_in.name or hand_in.user or (found.claims[-1] if found.claims else "")
            warnings.append(f'"{said}" fits no one in the class list' if said else "nothing tells whose work this is")
            return "", said or found.file, hand_in.name, False, warnings
        if found.claims and told is None:
            warnings.append(
                f'the file\'s name tells "{found.claims[-1]}", who is not in the class list; the name given was used'
            )
        return "", learner, self._roster.learners[learner].name, True, warnings

    def _by_names(self, made: Submission, told: str | None) -> str:
        """Return whose names the answers of a journal use; "" for those of a notebook for all."""
        used = [r for r in made.records if r.activity == self._activity]
        known: tuple[str | None, ...] = (told, "", *(self._roster.learners if self._roster else ()))
        for learner in known:
            if learner is not None and any(self._asked(r, self._names.pad(learner)) for r in used):
                return learner
        return ""

    # What counts

    def _mark(self, found: Found, made: Submission) -> Result:
        names_of, learner, name, known, warnings = self._whose(found, made)
        warnings += made.warnings
        records, device = self._own(made, warnings)
        self._receipt(made, warnings)
        wanted, most = self._of(names_of)
        questions = [r for r in records if r.activity == self._activity]
        attempt = max((r.attempt for r in questions if r.answer is not None), default=1)
        allowed = self.assignment.attempts
        if allowed and attempt > allowed:
            warnings.append(f"attempt {attempt} was used, and {allowed} {'is' if allowed == 1 else 'are'} allowed")
        pad = self._names.pad(names_of)
        scores = self._scores(questions, wanted, attempt, pad, warnings)
        scores += [one for case in self._cases for one in self._played(case, records, pad, warnings)]
        scores += [self._tapped(stroke, records) for stroke in self._released.tempo]
        weights = self.assignment.weights
        points = sum((s.score or 0.0) * weights.get(s.question, 1.0) for s in scores)
        unread = sum(s.why == "not readable" for s in scores)
        answered = any(s.score is not None or s.why == "for a person" for s in scores)
        if not answered:
            if unread:
                raise Unreadable(f"none of its {unread} answers fits its question")
            warnings.append("nothing was answered, so there is no mark")
        drafts = sum(not r.final for r in questions if r.attempt == attempt and r.answer is not None)
        if not made.handed_in:
            warnings.append("the working notebook was sent, not the file that handing in makes; its answers were used")
        elif drafts:
            warnings.append(f"{drafts} answers were not confirmed by handing in; they count as they stand")
        at, timed_by, late = self._time(found, made, records)
        return Result(
            file=found.file,
            status="marked with warnings" if warnings else "marked",
            learner=learner,
            name=name,
            warnings=warnings,
            points=round(points, 4) if answered else None,
            most=most,
            scores=scores,
            attempt=attempt,
            handed_in=made.handed_in,
            at=at,
            timed_by=timed_by,
            late=late,
            minutes=_minutes(made.hand_in),
            device=device,
            known=known,
            digest=made.digest,
            seconds=self._seconds(made.hand_in.seconds, pad) if self._hashing else {},
        )

    def _seconds(self, told: Any, pad: int) -> dict[str, float]:
        """Return how long each question took, by the bank's names; what names no question of ours is left out."""
        names = {case.question(name, pad): name for case in self._cases for name in case.scenes}
        found = {}
        for name, value in pace.believed(told).items():
            with contextlib.suppress(ValueError):
                if (question := names.get(name) or self._numbers.get(heard(name, pad))) is not None:
                    found[question] = value
        return found

    def _own(self, made: Submission, warnings: list[str]) -> tuple[list[Record], str]:
        """Return the answers that count, of one learner's folder, from whichever copies there are."""
        copies: list[Iterable[Record]] = [made.records]
        if made.journals:
            copies += [reading.records for reading in made.journals]
            self._journals(made, warnings)
        merged = list(merge(*copies).values()) if made.journals else made.records
        ours = [r for r in merged if r.activity.startswith(self._activity)]
        if len(merged) > len(ours) and not made.journals:
            warnings.append(f"{len(merged) - len(ours)} answers to other work were left out")
        devices = Counter([record.learner for record in ours])
        if len(devices) > 1:
            receipt = made.hand_in.receipt
            mine = receipt.learner if receipt and receipt.learner in devices else max(devices, key=lambda d: devices[d])
            warnings.append(f"{len(ours) - devices[mine]} answers of another learner's folder were left out")
            return [r for r in ours if r.learner == mine], mine
        return ours, next(iter(devices), "")

    def _journals(self, made: Submission, warnings: list[str]) -> None:
        receipt = made.hand_in.receipt
        heads = receipt.heads if receipt else {}
        for reading in made.journals:
            for finding in reading.findings:
                if finding.kind != "cut":
                    warnings.append(f"the journal beside it is damaged: {finding}")
                    break
            if (head := heads.get(reading.writer)) is not None and (wrong := check_receipt(reading, head)):
                warnings.append(f"the journal beside it does not fit the receipt: {wrong}")
        held = {r.key: r for r in made.records}
        newer = merge(made.records, *(j.records for j in made.journals))
        changed = [k for k, r in newer.items() if r.activity.startswith(self._activity) and held.get(k) != r]
        if changed and made.records:
            warnings.append(f"{len(changed)} answers were taken from the journal beside it, which the notebook lacks")

    def _receipt(self, made: Submission, warnings: list[str]) -> None:
        receipt = made.hand_in.receipt
        if receipt is None:
            if made.handed_in:
                warnings.append("its receipt is missing")
            return
        if receipts.digest(made.records) != receipt.digest:
            warnings.append("its answers are not those that its receipt was given for: the file was changed afterwards")

    def _of(self, learner: str) -> tuple[list[str], float]:
        """Return a learner's questions, and the most points there are."""
        ids = self._released.of(learner)
        if ids is self._released.questions and self._same is not None:
            return self._same
        weights = self.assignment.weights
        most = sum(weights.get(q, 1.0) for q in (*ids, *self._beside()))
        if ids is self._released.questions:
            self._same = ids, most
        return ids, most

    def _asked(self, record: Record, pad: int) -> str | None:
        """Return the question that a record answers, from the name it has in the notebook of this pad."""
        try:
            return self._numbers.get(heard(record.question, pad))
        except ValueError:
            return None

    def _scores(
        self, records: list[Record], wanted: list[str], attempt: int, pad: int, warnings: list[str]
    ) -> list[Scored]:
        given: dict[str, Record] = {}
        strange = 0
        asked = set(wanted)
        for record in records:
            id_ = self._asked(record, pad)
            if id_ is None or id_ not in asked:
                strange += 1
            elif record.attempt == attempt and record.answer is not None:
                given[id_] = record
        if strange:
            warnings.append(f"{strange} answers to questions that this notebook was not given were left out")
        return [self._score(id_, given[id_], pad, warnings) if id_ in given else self._none[id_] for id_ in wanted]

    def _score(self, id_: str, record: Record, pad: int, warnings: list[str]) -> Scored:
        try:
            answer = self._readers[id_].answer(record.answer, pad)
            same = id_, record.certainty, _exactly(answer)
            scored = self._marked.get(same)
            if scored is None:
                score = self.questions[id_].score(answer)
                scored = Scored(id_, score, "for a person" if score is None else "", record.certainty, answer)
                if len(self._marked) >= _MOST_MARKED:
                    self._marked.clear()
                self._marked[same] = scored
        except (BadAnswer, OverflowError, UnicodeError) as error:
            why = error if isinstance(error, BadAnswer) else "it holds what no answer holds"
            warnings.append(f"the answer to {id_} cannot be marked ({why})")
            return Scored(id_, None, "not readable")
        return scored

    def _played(self, case: CaseMarker, records: list[Record], pad: int, warnings: list[str]) -> list[Scored]:
        """Return the marks of a case and of what changes in it."""
        activity = activity_of(self._activity, case.name(pad))
        mine = [r for r in records if r.activity == activity]
        return [Scored(*result) for result in case.results(mine, pad, warnings)]

    def _tapped(self, stroke: str, records: list[Record]) -> Scored:
        """Return the best attempt at a tempo exercise."""
        activity, id_ = self._tempo[stroke], f"tempo-{stroke}"
        best: Scored | None = None
        attempts: list[dict[str, Any]] = []
        for record in sorted(records, key=lambda r: r.attempt):
            if record.activity != f"{self._activity}:{id_}" or not record.final:
                continue
            said: Any = activity.feedback(record.question, record.answer, None, activity.protocol.digest())
            score = None if said is None else said["score"]
            result = {} if said is None else said.get("result", {})
            tried = {"attempt": record.attempt, "score": score, "rate": result.get("rate")}
            attempts.append({**tried, "movements": result.get("movements", 0)})
            if best is None or (score or 0.0) > (best.score or 0.0):
                best = Scored(id_, score, "not readable" if score is None else "", answer={"attempts": attempts})
        return best or Scored(id_, None, "not answered")

    # When

    def _time(self, found: Found, made: Submission, records: list[Record]) -> tuple[str, str, bool | None]:
        """Return when it was handed in, by whose clock, and whether that is late; ``None`` where nothing can tell."""
        closes = self._closes
        if found.at is not None:
            return found.at, found.lms, None if closes is None else instant(found.at) > closes
        own = made.hand_in.receipt.at if made.hand_in.receipt else max((r.at for r in records), default="")
        own_time = _instant(own)
        if found.late is not None:
            return own, f"{found.lms} says whether late; the time is by the learner's clock", found.late
        if self._collected is not None and closes is not None and instant(self._collected) <= closes:
            return self._collected, "collection date", False
        late = None if closes is None or own_time is None else own_time > closes
        return own, "learner's clock", late


def _minutes(hand_in: HandInPart) -> float | None:
    """Return the minutes from the first answer to handing in, by the learner's clock."""
    began, ended = _instant(hand_in.began), _instant(hand_in.receipt.at) if hand_in.receipt else None
    if began is None or ended is None:
        return None
    return round((ended - began).total_seconds() / 60, 1)


def _instant(text: str) -> datetime | None:
    try:
        return instant(text)
    except ValueError:
        return None
