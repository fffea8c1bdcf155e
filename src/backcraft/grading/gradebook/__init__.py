"""The gradebook: every mark with who gave it, when, and from which file, and all that happened to it since."""

from backcraft.grading.gradebook.book import Gradebook, open_gradebook
from backcraft.grading.gradebook.types import KEY, NOTHING, Change, Entry, Event, Part, Taken

__all__ = ["KEY", "NOTHING", "Change", "Entry", "Event", "Gradebook", "Part", "Taken", "open_gradebook"]
