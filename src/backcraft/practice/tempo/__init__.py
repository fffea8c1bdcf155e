"""The tempo trainer: a learner taps each movement of the hand; rate, evenness and time on an area are scored."""

from backcraft.practice.tempo.activity import TempoActivity
from backcraft.practice.tempo.protocol import Protocol, protocols
from backcraft.practice.tempo.score import BadTaps, Score, read, score

__all__ = ["BadTaps", "Protocol", "Score", "TempoActivity", "protocols", "read", "score"]
