"""The practice exam: drawn by a blueprint, taken without feedback, handed in whole, reported by objective."""

from backcraft.records.exam.activity import PracticeExam
from backcraft.records.exam.desk import ExamDesk

__all__ = ["ExamDesk", "PracticeExam"]
