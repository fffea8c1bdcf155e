"""Blocks: how a lesson puts in a fact as it stands in the data, ``:::{stroke} rubbing`` and ``:::``.

The build fills them with Markdown and plain HTML lists, which read well in JupyterLab, on a code host, on paper and on
a phone. Sources become links to the lesson's end, as ``{cite}`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from backcraft.content import media, reference, roles
from backcraft.course import Claim, Condition, Conflict, Course, Medium, Stroke
from backcraft.problems import suggestion

#: Depths in the words of the course.
DEPTHS = {1: "light", 2: "medium", 3: "deep"}
REACH = {
    "local": "the place itself",
    "general": "the whole body",
    "depends": "depends on the client and the stage",
}


class Wrong(Exception):
    """A block that cannot be filled: the rule broken, and how to mend it."""

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(text)
        self.rule = rule
        self.text = text


def fill(
    name: str,
    id_: str,
    module: int | None,
    course: Course,
    used: roles.Used,
    around: reference.Around | None = None,
) -> list[str]:
    """Return the lines that a block stands for, noting the sources it cites; raise :class:`Wrong` for a slip.

    ``around`` is what the blocks of a reference page tell of beside the facts.
    """
    if name not in _ONE:
        if id_:
            raise Wrong("L114", f'this block takes no id; leave out "{id_}"')
        if name in reference.BLOCKS:
            return reference.BLOCKS[name][0](course, used, around or reference.Around())
        return _WHOLE[name](module, course, used)
    one, where = _ONE[name]
    if not id_:
        raise Wrong("L114", f'name the {name} by its id, such as ":::{{{name}}} an-id"')
    table = getattr(course, where)
    if id_ not in table:
        raise Wrong("L023", f'no {name} is called "{id_}"{suggestion(id_, table) or f"; see data/{where}.yaml"}')
    return one(table[id_], course, used)


# -------------------------------------------------------------------- one fact each


def _stroke(stroke: Stroke, course: Course, used: roles.Used) -> list[str]:
    used.strokes.setdefault(stroke.id)
    figures = [
        f"{escape(timing.label)}: {escape(roles.wording(timing))} ({_cited(timing.sources, course, used)})"
        for timing in course.timings.values()
        if timing.stroke == stroke.id
    ]
    rows = [
        ("Western name", escape(stroke.western)),
        ("Also called", escape(", ".join(stroke.also))),
        ("Group, depth", f"{escape(stroke.group)}; depth {stroke.depth} of {max(DEPTHS)}, {DEPTHS[stroke.depth]}"),
        ("Hand", escape(_capital(stroke.tool))),
        ("Direction", escape(_capital(stroke.direction))),
        ("How", escape(stroke.how)),
        ("Figures", "<br>".join(figures)),
        (
            "Sources say",
            f"{escape(f'It {stroke.said_to}.')}<br>How sure: <em>{escape(stroke.sureness)}</em>"
            f" ({_cited(stroke.sources, course, used)})",
        ),
    ]
    pictures = [_picture(medium) for medium in course.media.values() if medium.stroke == stroke.id]
    return [f"### {_capital(stroke.name)}", "", *pictures, *reference.facts(rows), ""]


def _picture(medium: Medium) -> str:
    source = escape(medium.file)
    if medium.file.lower().endswith(media.FILMS):
        # A reader who cannot see the film needs its text on the page.
        shown = f'<video controls preload="metadata" src="{source}"></video>'
        caption = f"{medium.caption} In words: {medium.alt}" if medium.caption else f"In words: {medium.alt}"
    else:
        shown, caption = f'<img src="{source}" alt="{escape(medium.alt)}">', medium.caption
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure class="backcraft-picture">{shown}{below}</figure>\n'


def _conflict(conflict: Conflict, course: Course, used: roles.Used) -> list[str]:
    rows = [(_cited(p.sources, course, used), escape(p.text)) for p in conflict.positions]
    return [f"### {conflict.title}", "", *reference.facts([*rows, ("The course decides", escape(conflict.course))]), ""]


def _claim(claim: Claim, course: Course, used: roles.Used) -> list[str]:
    rows = [
        ("It is said", escape(claim.text)),
        ("By whom", _cited(claim.sources, course, used)),
        ("How sure", escape(_capital(claim.sureness))),
        ("The course", escape(claim.verdict) or "Teaches it, and says whose it is."),
    ]
    return [*reference.facts(rows), ""]


def _condition(condition: Condition, course: Course, used: roles.Used) -> list[str]:
    rows = [
        ("Listed as", escape(_capital(condition.role))),
        ("Concerns", escape(_capital(REACH[condition.extent]))),
        ("Sources say", f"{escape(condition.text)} ({_cited(condition.sources, course, used)})"),
        ("The course decides", escape(condition.verdict)),
    ]
    return [f"### {_capital(condition.name)}", "", *reference.facts(rows), ""]


# -------------------------------------------------------------------- what belongs to a module


def _objectives(module: int | None, course: Course, _used: roles.Used) -> list[str]:
    found = [o.text for o in course.objectives.values() if o.module == module]
    if not found:
        raise Wrong("L113", "data/objectives.csv holds no objective of this lesson's module")
    return [f"- {text}" for text in found]


def _conflicts(module: int | None, course: Course, used: roles.Used) -> list[str]:
    found = [c for c in course.conflicts.values() if module in c.modules]
    if not found:
        raise Wrong("L113", "data/conflicts.yaml holds no conflict of this lesson's module")
    return [line for conflict in found for line in _conflict(conflict, course, used)]


_WHOLE: dict[str, Callable[[int | None, Course, roles.Used], list[str]]] = {
    "conflicts": _conflicts,
    "objectives": _objectives,
}
_ONE: dict[str, tuple[Callable[..., list[str]], str]] = {
    "claim": (_claim, "claims"),
    "condition": (_condition, "conditions"),
    "conflict": (_conflict, "conflicts"),
    "stroke": (_stroke, "strokes"),
}
#: All blocks that the build fills, each with the file in ``data/`` that it is filled from.
FILES = {
    "objectives": "objectives.csv",
    "conflicts": "conflicts.yaml",
    **{name: f"{where}.yaml" for name, (_, where) in _ONE.items()},
    **{name: file for name, (_, file) in reference.BLOCKS.items()},
}


# -------------------------------------------------------------------- words and HTML


def _cited(sources: Iterable[str], course: Course, used: roles.Used) -> str:
    return ", ".join(roles.cite_as_html(id_, course, used) for id_ in sources)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
