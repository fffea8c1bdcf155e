"""Which questions work, and what a class can do: statistics of a marked assignment, with their intervals.

``data`` is what goes in (plain rows, from a gradebook or made up), ``numbers`` the formulas, ``limits`` every threshold
with its source, ``items`` and ``whole`` the results, ``look`` which questions to look at first. All of these are pure.
``tables``, ``report``, ``notebook`` and ``command`` show them.
"""
