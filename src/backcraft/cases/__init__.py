"""Client cases: what is true of a client, how asking brings it out, how the decision is marked. Pure but for views."""

from backcraft.cases.bank import Cases
from backcraft.cases.types import Case, Client, Departs, Event, Option, digest

__all__ = ["Case", "Cases", "Client", "Departs", "Event", "Option", "digest"]
