"""The record of answers: journals on the disk, their merge, the learner's identity, progress, packs.

``Keeper`` is the way in for a kernel; ``merge``, ``journal.parse`` and ``journal.check_receipt`` for marking.
"""
