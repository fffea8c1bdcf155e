"""What a lesson's cell shows of a case: the note and the six decisions, and a plain sentence for a slip."""

from __future__ import annotations

import pytest

from backcraft.content.calls import read
from tests.build.courses import ROOT
from tests.build.test_calls import run
from tests.cases.conftest import course


def test_a_case_on_paper_tells_nothing_that_has_to_be_asked() -> None:
    """Title, client, booking note, what to do; not one of the client's words, no choice, no key."""
    printed = run(ROOT, 'from backcraft.lesson import *; case("after-the-flight")')
    case = course().cases.cases["after-the-flight"]
    assert printed.splitlines() == [
        "Client case: Stiff after eleven hours",
        "Consultant, 51",
        case.booking,
        "Write down what you would ask, look at and measure. Then decide:",
        "treat, modify, clearance first, decline today, refer same day, emergency.",
    ]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            'case("after-the-fligt")',
            'This course has no client case "after-the-fligt"; did you mean "after-the-flight"?\n',
        ),
        ("case(3)", 'This course has no client case "3". Please tell your instructor.\n'),
        (
            "reasoning()",
            "How you decide\nYour first decision on each client case, against the decision that was due.\n",
        ),
    ],
)
def test_a_slip_is_one_plain_sentence(call: str, said: str) -> None:
    """And the picture stands for itself before anything runs."""
    assert run(ROOT, f"from backcraft.lesson import *; {call}") == said


def test_the_build_reads_both_calls() -> None:
    """A case takes its id, the picture nothing."""
    assert read('case("after-the-flight")').id == "after-the-flight"
    assert read("reasoning()").source == "reasoning()"
