"""Feedback to give out: one self-contained HTML page a learner, made of the gradebook's entries and the bank's keys.

The only place from which keys leave a bank, and only when the instructor says so (:mod:`.give`).
"""
