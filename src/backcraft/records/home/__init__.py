"""The home page: the course's lessons and how far the learner is, what to do next, and the learner's own work."""

from backcraft.records.home.activity import Home
from backcraft.records.home.desk import HomeDesk

__all__ = ["Home", "HomeDesk"]
