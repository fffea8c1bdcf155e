"""Hands-on assessment: what an instructor ticks while a learner works, a list for each stroke and sequence."""

from __future__ import annotations

from backcraft.practice.checklist.activity import ChecklistActivity
from backcraft.practice.checklist.lists import Checklist, Item, checklists
from backcraft.practice.checklist.marks import BadTicks, Marked, Ticks, mark, read

__all__ = ["BadTicks", "Checklist", "ChecklistActivity", "Item", "Marked", "Ticks", "checklists", "mark", "read"]
