"""An interactive course in back massage: its facts, questions, trainers, records and marking."""

__version__ = "0.1.0"
