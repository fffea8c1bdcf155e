"""A course that uses nbgrader keeps it: nbgrader releases and collects, backcraft marks, nbgrader shows the marks.

``source`` writes an assignment into nbgrader's ``source/``, ``marks`` puts marks into nbgrader's gradebook by its own
API and writes what its formgrader shows. Nothing that was handed in is run.
"""
