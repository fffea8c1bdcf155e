"""The content files: read, checked, compiled into one quick-to-load file.

What a lesson needs is here and imports no YAML: :func:`find_course`, :func:`open_course` and :func:`open_screening`.
What an author needs stands in ``backcraft.content.load`` (everything in the files and every problem) and its
neighbours.
"""

from backcraft.content.compiled import open_cases, open_course, open_screening, open_whole
from backcraft.content.locate import find_course

__all__ = ["find_course", "open_cases", "open_course", "open_screening", "open_whole"]
