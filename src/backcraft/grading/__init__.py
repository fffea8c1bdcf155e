"""Graded work: a private bank, assignments, release, hand-in, collecting and marking a class.

``session`` and ``handin`` run in a learner's kernel and hold no key; the rest is the instructor's and is never
imported by opening a notebook.
"""
