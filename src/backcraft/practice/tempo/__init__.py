"""The tempo trainer: a learner taps each movement of the hand; rate, evenness and time on an area are scored."""


from backcraft.practice.tempo.protocol import Protocol, protocols
from backcraft.practice.tempo.score import BadTaps, Score, score

__all__ = ["BadTaps", "Protocol", "Score", "TempoActivity", "protocols", "score"]
