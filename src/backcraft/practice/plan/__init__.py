"""Session plans: steps of strokes, areas and minutes, checked by rules that take every number from ``data/``."""

from backcraft.practice.plan.activity import PlanActivity, starts
from backcraft.practice.plan.findings import told
from backcraft.practice.plan.marking import Brief, Marked, marked
from backcraft.practice.plan.plan import BadPlan, Client, Plan, Step, read
from backcraft.practice.plan.rules import RULES, Finding, check
from backcraft.practice.plan.start import from_model, models

__all__ = [
    "RULES",
    "BadPlan",
    "Brief",
    "Client",
    "Finding",
    "Marked",
    "Plan",
    "PlanActivity",
    "Step",
    "check",
    "from_model",
    "marked",
    "models",
    "read",
    "starts",
    "told",
]
