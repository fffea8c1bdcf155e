"""The tempo trainer: a learner taps each movement of the hand; rate, evenness and time on an area are scored."""

from backcraft.practice.tempo import ladder
from backcraft.practice.tempo.activity import TempoActivity
from backcraft.practice.tempo.protocol import Protocol, protocols
from backcraft.practice.tempo.score import BadTaps, Score, read, score
from backcraft.practice.tempo.spans import SpanScore, score_spans

__all__ = [
    "BadTaps",
    "Protocol",
    "Score",
    "SpanScore",
    "TempoActivity",
    "ladder",
    "protocols",
    "read",
    "score",
    "score_spans",
]
