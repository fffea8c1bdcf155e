"""Every case of the course, played by script."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from backcraft.cases import Case
from backcraft.cases.marking import mark, read
from backcraft.cases.play import Scene, play, reachable, scenes
from backcraft.cases.words import Speaker
from backcraft.safety import GRAVITY
from backcraft.widgets import views
from tests.cases.conftest import activity, course

CASES = course().cases.cases
SCENES = [
    pytest.param(case, scene, id=scene.question)
    for case in CASES.values()
    for scene in scenes(case, course().screening).values()
]


def right(scene: Scene) -> dict[str, object]:
    """The answer that asks everything that is called for and decides as the author does."""
    asked = [t.fact.id for t in reachable(scene, course().screening).turns]
    plan = [o.id for o in scene.plan if o.correct]
    return {"asked": asked, "decision": scene.decision, "rests_on": list(scene.key), "plan": plan, "say": scene.say}


@pytest.mark.parametrize(("case", "scene"), SCENES)
def test_all_right_is_the_whole_mark(case: Case, scene: Scene) -> None:
    """Asking all that is called for, in its order, and deciding as due earns everything; nothing asked was needless."""
    shown = activity(case.id)
    shown.accept(scene.question, 1, right(scene), True, 3)
    feedback = shown.feedback(scene.question, right(scene), 3, shown.digest)
    assert feedback is not None
    assert (feedback["score"], feedback["verdict"], feedback["points"]) == (1.0, "right", 3)
    assert feedback["debrief"]["needless"] == feedback["debrief"]["screen"] == []
    assert feedback["debrief"]["rules_say"] == scene.decision or scene.departs is not None


@pytest.mark.parametrize(("case", "scene"), SCENES)
def test_the_quickest_right_play_is_right_too(case: Case, scene: Scene) -> None:
    """The key findings can be reached by needed questions alone, and every decision but the due one earns less."""
    assert case.id
    screening, marks = course().screening, course().cases.table()
    best = mark(scene, screening, marks, read(scene, screening, right(scene)), 2).score
    for decision in GRAVITY:
        given = read(scene, screening, {**right(scene), "decision": decision})
        found = mark(scene, screening, marks, given, 2)
        assert (found.score == best) is (decision == scene.decision)
        if scene.decision == "emergency" and decision != "emergency":
            assert found.score == 0


@pytest.mark.parametrize(("case", "scene"), SCENES)
def test_what_was_not_asked_stands_in_no_message(case: Case, scene: Scene) -> None:
    """Asked one by one, each reply holds the author's words for what was asked, and for nothing else; never the key."""
    shown = activity(case.id)
    words = {
        name: text for table in (scene.seen, scene.says) for name, text in table.items() if name not in scene.start
    }
    asked: list[str] = []
    secrets = [scene.say, scene.explanation, *scene.look_for, *(o.feedback for o in scene.plan)]
    for name in ["", *(t.fact.id for t in reachable(scene, course().screening).turns)]:
        asked += [name] if name else []
        text = json.dumps(shown.shown(scene.question, {"asked": asked}), ensure_ascii=False)
        text += json.dumps(shown.props("somebody", 1), ensure_ascii=False) if scene.question == case.id else ""
        for fact, said in words.items():
            # A word or two, such as "No.", tells nothing; the same sentence may answer two questions.
            if fact not in asked and len(said.split()) > 3 and said not in [words[f] for f in asked if f in words]:
                assert said not in text, f"{fact} before it was asked"
        for secret in secrets:
            assert secret not in text


@pytest.mark.parametrize(("case", "scene"), SCENES)
def test_a_client_answers_everything_in_words(case: Case, scene: Scene) -> None:
    """Whatever is asked, needed or not: a sentence with its stop, and no trace of the data's own form."""
    loaded = course()
    speaker = Speaker(loaded.screening, loaded.course.regions, views.words())
    for fact in loaded.screening.facts.values():
        answer = speaker.answer(scene, fact)
        for text in filter(None, (answer.said, answer.seen)):
            assert re.search(r"[.!?…]\"?$", text), f"{case.id}: {fact.id}: {text}"
            assert not re.search(r"True|False|[{}_]", text), f"{case.id}: {fact.id}: {text}"
        assert answer.said or answer.seen


def test_there_are_cases_of_every_decision_and_one_that_changes() -> None:
    """A learner meets each of the six, and a session that turns."""
    counts = Counter(case.decision for case in CASES.values())
    assert all(counts[decision] >= 2 for decision in GRAVITY)
    assert any(case.event for case in CASES.values())


def test_a_clients_words_do_not_say_the_decision() -> None:
    """Titles, notes and answers name none of the six decisions, and no client has a name in the note."""
    named = re.compile(r"\b(clearance|refer(ral|red)?|emergency|contraindicat\w*|Mr|Mrs|Ms)\b", re.IGNORECASE)
    for case in CASES.values():
        for text in (case.title, case.booking, case.client.role):
            assert not named.search(text), f"{case.id}: {text}"


@pytest.mark.parametrize("case", [pytest.param(c, id=c.id) for c in CASES.values()])
def test_nothing_asked_never_earns_the_case(case: Case) -> None:
    """The right decision by luck, with the right plan, is not enough to count as right."""
    (scene, *_) = scenes(case, course().screening).values()
    screening = course().screening
    given = {**right(scene), "asked": [], "rests_on": [f for f in scene.key if f in scene.start]}
    found = mark(scene, screening, course().cases.table(), read(scene, screening, given), 2)
    assert found.verdict != "right"
    assert play(scene, screening, []).turns == ()
