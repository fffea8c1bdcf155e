"""Movements measured by a phone: a recording of its accelerometer is read, and the rate of a motion is found in it.

Only :mod:`rate` and :mod:`signal` import numpy, and only when a recording is measured.
"""

from backcraft.practice.motion.activity import MotionActivity, measurable
from backcraft.practice.motion.desk import MotionDesk
from backcraft.practice.motion.measured import Measured
from backcraft.practice.motion.recording import Recording, read

__all__ = ["Measured", "MotionActivity", "MotionDesk", "Recording", "measurable", "read"]
