"""Answers questions as somebody does who has a keyboard and no pointer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

#: More stops than any page of these tests has.
FAR = 150


def card(page: Page, question: str) -> Locator:
    """The card of a question, by its id without the ``t-``."""
    return page.locator(f'[data-question="t-{question}"]')


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; fail where the keyboard cannot get there."""
    for _ in range(FAR):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not reach {target}")


def press_on(page: Page, target: Locator, key: str) -> None:
    """Go to the target with Tab and press a key there."""
    tab_to(page, target)
    page.keyboard.press(key)


def choose(page: Page, group: Locator, value: str) -> None:
    """Choose one of a group of radios: Tab into the group, Space, then the arrows."""
    radios = group.locator("input[type=radio]")
    values = radios.evaluate_all("nodes => nodes.map(node => node.value)")
    press_on(page, radios.first, "Space")
    for _ in range(values.index(value)):
        page.keyboard.press("ArrowDown")


def be_sure(page: Page, question: str, level: int) -> None:
    choose(page, card(page, question).locator(".bc-sure"), str(level))


def single(page: Page, answer: dict[str, Any]) -> None:
    choose(page, card(page, "single").get_by_role("radiogroup"), answer["choice"])


def multiple(page: Page, answer: dict[str, Any]) -> None:
    for box in card(page, "multiple").locator("input[type=checkbox]").all():
        if box.get_attribute("value") in answer["choices"]:
            press_on(page, box, "Space")


def numeric(page: Page, answer: dict[str, Any]) -> None:
    tab_to(page, card(page, "numeric").locator("input[type=text]"))
    page.keyboard.type(f"{answer['value']:g}")


def ordering(page: Page, answer: dict[str, Any]) -> None:
    rows = card(page, "ordering").locator("li")
    if [row.get_attribute("data-id") for row in rows.all()] == answer["order"]:
        # It stands so by chance: an order is given only once something was moved.
        for way in ("down", "up"):
            first = card(page, "ordering").locator(f'li[data-id="{answer["order"][0]}"]')
            press_on(page, first.locator(f'[data-way="{way}"]'), "Enter")
    for place, step in enumerate(answer["order"]):
        while rows.nth(place).get_attribute("data-id") != step:
            press_on(page, card(page, "ordering").locator(f'li[data-id="{step}"] [data-way="up"]'), "Enter")


def matching(page: Page, answer: dict[str, Any]) -> None:
    for row in card(page, "matching").locator(".bc-pair").all():
        left = row.locator("label").inner_text()
        pair = {"Stroking": "p1", "Friction": "p2", "Kneading": "p3"}[left]
        select = row.locator("select")
        values = select.locator("option").evaluate_all("nodes => nodes.map(node => node.value)")
        tab_to(page, select)
        for _ in range(values.index(answer["pairs"][pair])):
            page.keyboard.press("ArrowDown")


def sorting(page: Page, answer: dict[str, Any]) -> None:
    texts = {"Stiff": "c1", "Fever": "c2", "One": "c3"}
    for group in card(page, "sorting").locator("fieldset").all():
        first = group.locator("legend").inner_text().split()[0]
        choose(page, group, answer["bins"][texts[first]])


def short_text(page: Page, answer: dict[str, Any]) -> None:
    tab_to(page, card(page, "short").locator("input"))
    page.keyboard.type(answer["text"])


def free_text(page: Page, answer: dict[str, Any]) -> None:
    tab_to(page, card(page, "free").locator("textarea"))
    page.keyboard.type(answer["text"])


def plan(page: Page, answer: dict[str, Any]) -> None:
    """Build the plan step by step; areas come from the list, of which each row is one Tab further."""
    editor = card(page, "plan").locator(".bc-plan-editor")
    fields = {"minutes": "Minutes", "times": "Repetitions", "stay": "Seconds on one area"}
    had: list[str] = []
    for n, step in enumerate(answer["steps"]):
        press_on(page, editor.get_by_role("button", name="Add a step"), "Enter")
        pick(page, editor.get_by_label("Stroke", exact=True), step["stroke"])
        for key, label in fields.items():
            if step[key] is not None:
                tab_to(page, editor.get_by_label(label, exact=True))
                page.keyboard.press("ControlOrMeta+a")
                page.keyboard.type(f"{step[key]:g}")
            if key == "minutes" and step["way"]:
                pick(page, editor.get_by_label("Direction", exact=True), step["way"])
        # A new step begins with the areas of the one before it.
        if step["regions"] != had:
            press_on(page, editor.locator(".bc-backmap-list > summary"), "Enter")
            for region in step["regions"]:
                press_on(page, editor.locator(f'.bc-backmap-list input[value="{region}"]'), "Space")
        had = step["regions"]
        expect(editor.locator(".bc-plan-step")).to_have_count(n + 1)


def pick(page: Page, select: Locator, value: str) -> None:
    """Choose in a list that is there already: Tab to it, then the arrows."""
    tab_to(page, select)
    values = select.locator("option").evaluate_all("nodes => nodes.map(node => node.value)")
    now = values.index(select.input_value())
    for _ in range(abs(values.index(value) - now)):
        page.keyboard.press("ArrowDown" if values.index(value) > now else "ArrowUp")


ANSWERING: dict[str, Callable[[Page, dict[str, Any]], None]] = {
    "single": single,
    "multiple": multiple,
    "numeric": numeric,
    "ordering": ordering,
    "matching": matching,
    "sorting": sorting,
    "short_text": short_text,
    "free_text": free_text,
    "plan": plan,
}
#: A wrong answer of each kind that a key marks.
WRONG: dict[str, dict[str, Any]] = {
    "single": {"choice": "o3"},
    "multiple": {"choices": ["m1", "m4"]},
    "numeric": {"value": 300},
    "ordering": {"order": ["s4", "s3", "s2", "s1"]},
    "matching": {"pairs": {"p1": "r1", "p2": "r1", "p3": "r3"}},
    "sorting": {"bins": {"c1": "b2", "c2": "b2", "c3": "b1"}},
    "short_text": {"text": "petrissage"},
    "plan": {
        "steps": [
            {"stroke": "kneading", "regions": ["kidney-left"], "minutes": 2, "times": None, "stay": None, "way": None},
        ],
        "model": "",
    },
}
#: Kinds of these tests that ask for a certainty.
SURE = ("single", "numeric")


def short(kind: str) -> str:
    """The question's id without ``t-``."""
    return kind.removesuffix("_text")


def answer(page: Page, kind: str, given: dict[str, Any], sure: int = 3) -> None:
    """Answer the question of a kind, saying how sure where it asks."""
    ANSWERING[kind](page, given)
    if kind in SURE:
        be_sure(page, short(kind), sure)


def check(page: Page, kind: str) -> None:
    """Press the button that checks the answer, and wait for what comes back."""
    press_on(page, card(page, short(kind)).get_by_role("button", name="Check answer"), "Enter")
    card(page, short(kind)).locator(".bc-verdict").wait_for()
