"""What is told of questions and of a class, for small classes that can be worked out by hand."""

from __future__ import annotations

import pytest

from backcraft.grading.analysis import items
from backcraft.grading.analysis.data import Cell, Class, Item, Learner
from backcraft.grading.analysis.look import MINOR
from backcraft.grading.analysis.whole import Analysis, analyse

from .made import drawn, learner, of, single


def report(found: Analysis, question: str) -> items.Report:
    return next(r for r in found.items if r.item.id == question)


def reasons(found: Analysis) -> dict[str, list[str]]:
    return {one.report.item.id: [r.text for r in one.reasons] for one in found.look}


FOUR = [
    {"q1": 1, "q2": 1, "q3": 1},
    {"q1": 1, "q2": 1, "q3": 0},
    {"q1": 0, "q2": 1, "q3": 1},
    {"q1": 0, "q2": 0, "q3": None},
]


def test_a_question_s_figures_are_those_worked_out_by_hand() -> None:
    """q1: half right; against the rest 1, 1/2, 1, 0 the correlation is 1/√11; what was not answered counts as 0."""
    found = analyse(of(FOUR))
    one, three = report(found, "q1"), report(found, "q3")
    assert one.facility is not None
    assert one.discrimination is not None
    assert one.facility.value == 0.5
    # Rest: 1, 0.5, 1, 0 with the mean 0.625; sums of products 0.25, of squares 1 and 0.6875.
    assert one.discrimination.value == pytest.approx(0.25 / 0.6875**0.5, abs=1e-12)
    assert (three.given, three.empty, three.facility and three.facility.value) == (4, 1, 0.5)
    assert found.alpha.figure is not None
    assert found.alpha.figure.value == pytest.approx(12 / 19, abs=1e-12)
    assert found.spread is not None
    assert found.spread.median == pytest.approx(2 / 3)


def test_the_groups_are_the_best_and_the_weakest_27_percent_with_ties() -> None:
    """Of ten learners three each; who has the mark at the edge belongs to it too."""
    rows = [{f"q{k}": float(k <= n) for k in range(1, 11)} for n in range(1, 11)]
    apart = items.groups(of(rows).learners)
    assert sorted(apart.upper) == ["test-008", "test-009", "test-010"]
    assert sorted(apart.lower) == ["test-001", "test-002", "test-003"]
    rows[6] = dict(rows[7])
    assert sorted(items.groups(of(rows).learners).upper) == ["test-007", "test-008", "test-009", "test-010"]
    same = items.groups(of([rows[3]] * 8).learners)
    assert not same.upper
    assert not same.lower


def test_upper_less_lower_is_told_with_its_interval() -> None:
    """A question that the best three have and the weakest three have not: 1 less 0."""
    rows = [{f"q{k}": float(k <= n) for k in range(1, 11)} for n in range(1, 11)]
    one = report(analyse(of(rows)), "q6").upper_lower
    assert one is not None
    assert one.value == 1
    assert one.low is not None
    # Newcombe: the ends of 3 of 3 and 0 of 3 lie at 1/(1 + 3/z²) from their shares; √2 times that.
    assert one.low == pytest.approx(1 - 2**0.5 * (1 - 1 / (1 + 3.8414588 / 3)), abs=1e-6)


def test_what_was_chosen_is_counted_for_all_and_both_groups() -> None:
    """An option that nobody chose, one that the best fall for, and a wrong key are told apart."""
    answers = ["b"] * 4 + ["a"] * 6
    rest = {f"r{k}": 1.0 for k in range(1, 6)}
    learners = []
    for n in range(1, 11):
        scores = {"q": float(answers[n - 1] == "b"), **{name: float(n > 5) for name in rest}}
        learners.append(learner(n, scores, answer={"q": {"choice": answers[n - 1]}}))
    one = Class(title="Made-up test", items=(single("q"), *map(single, rest)), learners=tuple(learners))
    chosen = {c.id: c for c in report(analyse(one), "q").chosen}
    assert [(c.count, c.upper, c.lower, c.sign) for c in chosen.values()] == [
        (6, 5, 1, "beats key"), (4, 0, 4, "right"), (0, 0, 0, "nobody"), (0, 0, 0, "nobody"),
    ]  # fmt: skip
    said = reasons(analyse(one))["q"]
    assert said[0] == (
        "of the best 5, 5 chose the wrong option “Option a” and 0 the right one: look whether the key is right"
    )
    assert said[1] == "who had it right did worse in the rest: look at the key and the wording"
    assert said[-1] == "next to nobody chose “Option c” and “Option d”: write a likelier mistake, or leave it away"


def test_several_choices_and_written_answers_are_counted_too() -> None:
    """Each chosen option counts; written answers are put together as they are compared, the most frequent first."""
    many = Item(id="m", title="m", kind="multiple", options=single("m").options, key="choices")
    text = Item(id="t", title="t", kind="short_text", key="text")
    rows = [("ab", "Kneading!"), ("b", "kneading"), ("bc", "Rubbing")]
    learners = [
        Learner(
            f"test-{n}",
            f"Test learner {n}",
            {
                "m": Cell("m", "marked", 0.5, answer={"choices": list(picks)}),
                "t": Cell("t", "marked", float(said == "Rubbing"), answer={"text": said}),
            },
        )
        for n, (picks, said) in enumerate(rows)
    ]
    found = analyse(Class(title="Made-up test", items=(many, text), learners=tuple(learners)))
    assert [(c.id, c.count) for c in report(found, "m").chosen] == [("a", 1), ("b", 3), ("c", 1), ("d", 0)]
    assert [(c.text, c.count, c.right) for c in report(found, "t").chosen] == [
        ("kneading", 2, False), ("rubbing", 1, True),
    ]  # fmt: skip


def test_tempo_and_texts_marked_by_a_person_have_a_facility_and_no_options() -> None:
    """Their marks lie between 0 and 1; who waits for a mark is left out of it, and of alpha."""
    tempo, text = Item(id="tempo-rubbing", title="Tempo", kind="tempo"), Item(id="t", title="t", kind="free_text")
    rows = [(0.4, None), (0.8, 0.5), (1.0, 1.0)]
    learners = [
        Learner(
            f"test-{n}",
            f"Test learner {n}",
            {
                "tempo-rubbing": Cell("tempo-rubbing", "marked", tap),
                "t": Cell("t", "open" if note is None else "marked", note, answer={"text": "Said."}),
            },
        )
        for n, (tap, note) in enumerate(rows)
    ]
    found = analyse(Class(title="Made-up test", items=(tempo, text), learners=tuple(learners)))
    tapped, written = report(found, "tempo-rubbing"), report(found, "t")
    assert tapped.facility is not None
    assert tapped.facility.value == pytest.approx(2.2 / 3)
    assert written.facility is not None
    assert (written.facility.value, written.facility.of, written.open) == (0.75, 2, 1)
    assert (tapped.chosen, written.chosen) == ((), ())
    assert found.alpha.figure is not None
    assert found.alpha.figure.of == 2
    assert reasons(found)["t"] == ["1 of 3 have no mark yet"]


def test_learners_with_other_questions_are_compared_by_what_they_were_given() -> None:
    """Facility counts who was given a question; alpha rests on what everybody had, and says how many it leaves out."""
    rows = [
        {"q1": 1, "q2": 1, "q3": 1},
        {"q1": 1, "q2": 0, "q4": 1},
        {"q1": 0, "q2": 1, "q3": 0},
        {"q1": 0, "q2": 0, "q4": 0},
    ]
    found = analyse(of(rows))
    assert found.variants
    assert [(r.item.id, r.given, r.facility and r.facility.of) for r in found.items] == [
        ("q1", 4, 4), ("q2", 4, 4), ("q3", 2, 2), ("q4", 2, 2),
    ]  # fmt: skip
    assert (found.alpha.questions, found.alpha.left_out) == (2, 2)
    apart = analyse(of([{"q1": 1, "q2": 1}, {"q3": 0, "q4": 1}]))
    assert apart.alpha.figure is None
    assert apart.alpha.why == "fewer than two questions were given to everybody and are marked"


def test_certainty_is_compared_with_what_was_right() -> None:
    """Of three who were very sure one was right, of one who was not none."""
    sure = [3, 3, 3, 1]
    learners = tuple(
        learner(n, {"q": float(n == 1)}, certainty={"q": sure[n - 1]}, seconds={"q": 10.0 * n}) for n in range(1, 5)
    )
    found = analyse(Class(title="Made-up test", items=(single("q"),), learners=learners))
    assert {n: (f.value, f.of) for n, f in found.certainty.items()} == {1: (0, 1), 3: (pytest.approx(1 / 3), 3)}
    assert report(found, "q").certainty == {1: (1, 0), 3: (3, 1)}
    times = report(found, "q").seconds
    assert times is not None
    assert (times.lower, times.median, times.upper) == (17.5, 25, 32.5)


def test_the_class_by_objective_has_a_row_a_learner_or_a_tenth_of_the_class() -> None:
    """From the best to the weakest; a large class is put together in tenths."""
    one = of(FOUR[:3], q1=single("q1", "Tempo"), q2=single("q2", "Safety"), q3=single("q3", "Tempo"))
    found = analyse(one).objectives
    assert (found.names, found.questions, found.tenths) == (("Tempo", "Safety"), (2, 1), False)
    assert [(r.name, r.shares) for r in found.rows] == [
        ("Test learner 1", (1, 1)), ("Test learner 2", (0.5, 1)), ("Test learner 3", (0.5, 1)),
    ]  # fmt: skip
    assert found.figures[0] is not None
    assert found.figures[0].value == pytest.approx(2 / 3)
    large = analyse(drawn(300)).objectives
    assert [(r.name, r.learners) for r in large.rows][:2] == [("best tenth", 30), ("tenth 2", 30)]
    wholes = [r.whole or 0 for r in large.rows]
    assert wholes == sorted(wholes, reverse=True)


@pytest.mark.parametrize("size", [0, 1, 2, 5, 30, 300])
def test_a_class_of_any_size_is_analysed(size: int) -> None:
    """Nothing fails; with few learners no question is judged; in a large class the wrong key comes first."""
    found = analyse(drawn(size))
    assert found.learners == size
    assert all(r.facility is None or 0 <= r.facility.value <= 1 for r in found.items)
    if size == 300:
        assert found.look[0].report.item.id == "q3"
        assert found.look[0].reasons[0].rank == 0
    if size <= 5:
        assert not [r for one in found.look for r in one.reasons if "too few" not in r.text]


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_where_all_are_right_or_all_wrong_nothing_is_made_up(score: float) -> None:
    """No discrimination, alpha or groups; where all are wrong the key is questioned, else nothing is pressing."""
    found = analyse(of([{"q1": score, "q2": score}] * 30))
    assert {r.discrimination for r in found.items} == {None}
    assert {r.upper_lower for r in found.items} == {None}
    assert (found.alpha.figure, found.alpha.why) == (None, "everybody has the same mark")
    ranks = [one.reasons[0].rank for one in found.look]
    assert all(rank >= MINOR for rank in ranks) if score else ranks == [2, 2]


def test_who_answered_nothing_has_nothing_right() -> None:
    """A class without a single answer: every question is named for it once."""
    found = analyse(of([{"q1": None, "q2": None}] * 12))
    assert reasons(found) == {"q1": ["none of 12 answered it"], "q2": ["none of 12 answered it"]}
    few = analyse(of([{"q1": None}] * 2))
    assert reasons(few) == {"q1": ["nobody answered it (2 learners, too few to say more)"]}


def test_who_was_very_sure_and_wrong_is_named() -> None:
    """Three of six who were very sure were wrong; a question on safety that many missed is to be taught again."""
    rows = [{"q1": float(n > 2), "q2": float(n > 5)} for n in range(12)]
    learners = tuple(learner(n + 1, row, certainty={"q1": 3 if n < 3 or n > 8 else 1}) for n, row in enumerate(rows))
    one = Class(title="Made-up test", items=(single("q1"), single("q2", safety=True)), learners=learners)
    said = reasons(analyse(one))
    assert "3 of 6 who were very sure were wrong: a misunderstanding to talk about" in said["q1"]
    assert said["q2"][0] == "it is about safety, and the class has 50% of its marks: teach it again"
