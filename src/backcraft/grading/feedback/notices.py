"""What marking noted of a hand-in, in words for the learner whose it is.

Marking's own lines are written for the instructor: they may name other learners, or ask to look at something. Only
what is known here is told, each in words of its own, and of the rest that there is a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

#: What a line of marking looks like, and the words that tell it; ``None`` for what is not the learner's affair.
_TOLD: tuple[tuple[str, str | None], ...] = (
    (r"attempt (?P<n>\d+) was used, and (?P<of>\d+) (?:is|are) allowed", "attempts"),
    (r"nothing was answered, so there is no mark", "nothing"),
    (r"the working notebook was sent, not the file that handing in makes; its answers were used", "working"),
    (r"(?P<n>\d+) answers were not confirmed by handing in; they count as they stand", "drafts"),
    (r"(?P<n>\d+) answers to other work were left out", "other_work"),
    (r"(?P<n>\d+) answers of another learner's folder were left out", "other_folder"),
    (r"(?P<n>\d+) answers to questions that this notebook was not given were left out", "not_asked"),
    (r"(?P<n>\d+) answers were taken from the journal beside it, which the notebook lacks", "journal"),
    (r"the notebook was left out, because .*; the journal beside it was used", "journal_only"),
    (r"the journal beside it .*", "journal_damaged"),
    (r"the decision of .* was not committed; it counts as it stands", "case_open"),
    (r"its receipt is missing", "no_receipt"),
    (r"its answers are not those that its receipt was given for: .*", "changed"),
    (r"what it says of the hand-in is damaged and was left out", "no_receipt"),
    (r"(?P<n>\d+) answers? cannot be read and counts? as not answered .*", "unread"),
    # The question itself says so.
    (r"the answer to .* cannot be marked .*", None),
    # The class list is the instructor's.
    (r".* does not stand in the class list|.* fits no one in the class list", None),
    (r"nothing tells whose work this is|the file's name tells .*", None),
)
_KNOWN = [(re.compile(pattern, re.DOTALL), key) for pattern, key in _TOLD]


def told(warnings: Iterable[str], words: Mapping[str, str]) -> list[str]:
    """Return what a learner reads of the lines that marking noted; each sentence once."""
    said: dict[str, None] = {}
    for warning in warnings:
        for pattern, key in _KNOWN:
            if found := pattern.fullmatch(warning):
                if key is not None:
                    said[words[f"feedback.note.{key}"].format(**found.groupdict())] = None
                break
        else:
            said[words["feedback.note.other"]] = None
    return list(said)
