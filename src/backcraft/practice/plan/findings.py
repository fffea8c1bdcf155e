"""What a finding says to a learner: what was found, what would mend it, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backcraft.course import Course
from backcraft.practice.plan.rules import Finding


def told(finding: Finding, course: Course, words: Mapping[str, str]) -> dict[str, Any]:
    """Return a finding as the browser and a printout show it: text, mending, and the sources by label and title."""
    text = words[f"plan.find.{finding.word}"].format(**finding.values).strip()
    return {
        "rule": finding.rule,
        "weight": finding.weight,
        "steps": list(finding.steps),
        "text": text[:1].upper() + text[1:],
        "mend": words[f"plan.mend.{finding.word}"].format(**finding.values).strip(),
        "sources": course.cited(finding.sources),
    }
