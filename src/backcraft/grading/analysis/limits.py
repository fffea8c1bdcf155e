"""Every threshold of the analysis, once, with where it comes from. The report and the notebook print this list."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

#: Below this many learners nothing is said of a question but the counts.
FEW: Final = 10
#: Below this many learners a figure is a first hint and no more.
SOME: Final = 30
#: The share of the class that makes the upper, and the lower, group.
GROUP: Final = 0.27
#: Facility up to which a question may be wrong itself, and from which it tells learners apart no more.
HARD: Final = 0.05
EASY: Final = 0.95
#: Discrimination below which a question hardly tells learners apart.
WEAK: Final = 0.20
#: A wrong option that a smaller share of the class chose is not doing its work.
IDLE: Final = 0.05
#: Alpha below which marks owe much to chance, and from which they do not.
ALPHA_LOW: Final = 0.64
ALPHA_FINE: Final = 0.75
#: The share left unanswered from which a question is named for it.
LEFT_OUT: Final = 0.20
#: Of those who were very sure, the share who were wrong from which a question is named for it, and how many at least.
SURE_WRONG: Final = 1 / 3
SURE_LEAST: Final = 3
#: Facility below which a question on safety is named, so that the class is taught again.
SAFETY: Final = 0.80
#: All intervals: 95 of 100 intervals made so hold the true value.
LEVEL: Final = 0.95


class Basis(Struct, frozen=True):
    """A threshold or formula in words, and where it comes from."""

    what: str
    source: str


OWN = "this tool’s own choice"
BASES: Final = (
    Basis(
        f"Fewer than {FEW} learners: too few to say anything of a question but the counts. Fewer than {SOME}: a first "
        "hint. With half of them right, the interval reaches from 24 to 76% for 10 learners, from 33 to 67% for 30 and "
        "from 40 to 60% for 100.",
        f"{OWN}, from the width of the interval",
    ),
    Basis(
        "Facility: the mean share of the marks. Its interval is Wilson’s; where marks lie between 0 and 1 it is rather "
        "too wide than too narrow.",
        "Wilson (1927), Journal of the American Statistical Association 22, 209–212",
    ),
    Basis(
        f"Facility of {HARD:.0%} or less: something may be wrong with the question. {EASY:.0%} or more: it tells "
        "learners apart no more, which is as it should be for what everybody has to know.",
        "The Open University, The Moodle Quiz (iCMA) reports, 4.2 Question statistics",
    ),
    Basis(
        "Discrimination: the correlation of the question’s mark with the mark of all the other questions "
        "(point-biserial, without the question itself). Its interval is by Fisher’s z and holds roughly.",
        "Fisher’s z, as the documentation of the R package survcomp gives it; it names Fisher (1915), Biometrika 10, "
        "507–521",
    ),
    Basis(
        f"Upper and lower group: the best and the weakest {GROUP:.0%} of the class by the whole mark; equal marks at "
        "the edge all belong to it.",
        "Kelley (1939), Journal of Educational Psychology 30, 17–24",
    ),
    Basis(
        "The interval of the difference between both groups is made from Wilson’s two.",
        "Newcombe (1998), Statistics in Medicine 17, 873–890, method 10",
    ),
    Basis(
        f"Discrimination below {WEAK:.2f} is weak.",
        "Ebel and Frisbie (1991), Essentials of Educational Measurement, 5th edition, as guides to item analysis "
        "quote it",
    ),
    Basis(
        f"A wrong option that fewer than {IDLE:.0%} choose, or that more of the best choose than of the weakest, is "
        "not doing its work.",
        "Tarrant, Ware and Mohammed (2009), BMC Medical Education 9:40",
    ),
    Basis(
        "More of the best chose a wrong option than the right one: said to be about the key where that would come by "
        f"chance less than {1 - LEVEL:.0%} of the time if they wavered between the two; else it may be chance.",
        "the sign test: Dixon and Mood (1946), Journal of the American Statistical Association 41, 557–566",
    ),
    Basis(
        "Cronbach’s alpha: how far the questions measure one thing. Its interval is Feldt’s: with F of n−1 and "
        "(n−1)(k−1) degrees of freedom for n learners and k questions, 1−(1−alpha)·F(97.5%) to 1−(1−alpha)·F(2.5%).",
        "Feldt (1965), Psychometrika 30, 357–370; Feldt, Woodruff and Salih (1987), Applied Psychological "
        "Measurement 11, 93–103, formulas 6 and 7",
    ),
    Basis(
        f"Alpha of {ALPHA_FINE:.2f} or more is fine; below {ALPHA_LOW:.2f} the marks owe much to chance.",
        "Moodle documentation, Quiz report statistics, coefficient of internal consistency",
    ),
    Basis(
        "Certainty is counted over answers, several of one learner; its interval is rather too narrow.",
        OWN,
    ),
    Basis(
        f"A question is named when {LEFT_OUT:.0%} or more left it out; when a third or more of those who were very "
        f"sure were wrong, {SURE_LEAST} of them at least; and when a question on safety has a facility below "
        f"{SAFETY:.0%}.",
        OWN,
    ),
)


def confidence(learners: int) -> str:
    """Say in plain words what a class of this size can tell of a question."""
    if learners < FEW:
        return "too few to say"
    return "a first hint" if learners < SOME else "enough to act on"
