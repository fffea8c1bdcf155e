"""Messages and bytes that a quiz of 20 questions costs to show, beside the same quiz in plain ipywidgets.

    python benchmarks/messages.py

Counts what the kernel sends over its comms, as JSON; both are counted in one run. Aim: at most 4 messages, 10 KB.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import comm
import msgspec
from comm.base_comm import BaseComm

sent: list[int] = []


class CountingComm(BaseComm):
    """A comm that counts what would go out."""

    def publish_msg(self, msg_type: str, **content: Any) -> None:
        content.pop("buffers", None)
        sent.append(len(msgspec.json.encode({"type": msg_type, **content}, enc_hook=str)))


comm.create_comm = CountingComm  # type: ignore[assignment]

import ipywidgets  # noqa: E402 - after the comms are counted

from backcraft.content import open_course  # noqa: E402
from backcraft.questions.bank import Bank, Quiz  # noqa: E402
from backcraft.questions.session import QuizSession  # noqa: E402
from backcraft.records.desk import Desk  # noqa: E402
from backcraft.records.keeper import Keeper, new_token, utc_now  # noqa: E402
from backcraft.widgets.host import View  # noqa: E402

QUESTIONS = 20


def counted() -> tuple[int, int]:
    """Return messages and bytes since the last call."""
    result = len(sent), sum(sent)
    sent.clear()
    return result


def main() -> None:
    """Print both counts and their ratio."""
    course, bank = open_course(Path(__file__).parent.parent)
    singles = [q for q in bank.questions.values() if q.kind == "single"]
    # The bank may hold fewer than 20 of one kind while it grows: the same texts again cost the same bytes.
    chosen = {f"q-{i}": msgspec.structs.replace(singles[i % len(singles)], id=f"q-{i}") for i in range(QUESTIONS)}
    quiz = Quiz(id="bench", title="Twenty questions", questions=tuple(chosen))
    session = QuizSession(course, Bank(questions=chosen, quizzes={"bench": quiz}), "bench")
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(lambda: Keeper(Path(folder), clock=utc_now, token=new_token), session)
        sent.clear()
        view = View(session.view, session.id, desk.answer)
        view._asked(view, {"do": "hello", "id": "0" * 36, "copy": {}}, [])
        ours = counted()
    for question in chosen.values():
        options = [o["text"] for o in session.props("x", 1)["questions"][0]["options"]]
        ipywidgets.VBox(
            [
                ipywidgets.HTML(question.stem),
                ipywidgets.RadioButtons(options=options, value=None),
                ipywidgets.Button(description="Check answer"),
                ipywidgets.HTML(""),
            ]
        )
    plain = counted()
    print(f"{'':24}{'messages':>10}{'bytes':>12}")
    print(f"{'backcraft':24}{ours[0]:>10}{ours[1]:>12,}")
    print(f"{'plain ipywidgets':24}{plain[0]:>10}{plain[1]:>12,}")
    print(f"{'ratio':24}{plain[0] / ours[0]:>9.0f}x{plain[1] / ours[1]:>11.1f}x")


if __name__ == "__main__":
    main()
