"""YAML with places: every scalar a text, nothing guessed, nothing built, every oddity a problem.

Reads the parser's events rather than its objects, so that no alias is ever followed and no depth is ever
recursed into by the parser.
"""

from __future__ import annotations

from typing import Any

from backcraft.content.pages import List, Map, Node, Page, Scalar

DEEPEST = 20

#: The parser's words, said so that an author can act on them.
_PLAINLY = (
    ("mapping values are not allowed", "a colon and a space end a key here; put the whole text in quotes"),
    ("cannot start any token", "this character starts no text in YAML; put the whole text in quotes"),
    ("scanning a quoted scalar", "a quoted text is not closed; add the missing quote"),
    ("tab character", "a tab stands where spaces are due; use spaces"),
    ("parsing a flow sequence", "a list in [ ] is not closed, or lacks a comma"),
    ("parsing a flow mapping", "a table in { } is not closed; put a text that starts with { in quotes"),
    ("parsing a block mapping", "this line does not fit those above it; check its indentation, colon and quotes"),
    ("parsing a block collection", "this line does not fit those above it; check its indentation and dash"),
    ("could not find expected ':'", "a key lacks its colon, or a long text its quotes"),
)


def parsers() -> tuple[Any, ...]:
    """Return the loaders to parse with, the quick one first. Both resolve no scalar and build nothing."""
    import yaml

    return (yaml.CBaseLoader, yaml.BaseLoader) if yaml.__with_libyaml__ else (yaml.BaseLoader,)


def parse(page: Page, end: int | None = None, loader: Any = None) -> Node | None:
    """Parse a page's text (up to the character ``end``), or note why it cannot be and return ``None``.

    Small oddities (a key given twice) are noted, and what is left is returned.
    """
    import yaml

    text = page.text if end is None else page.text[:end]
    if _tabs(page, text):
        return None
    build = _Builder(page)
    try:
        for event in yaml.parse(text, Loader=loader or parsers()[0]):
            build.take(event)
            if build.stopped:
                return None
    except yaml.MarkedYAMLError as error:
        words = " ".join(filter(None, (error.context, error.problem)))
        plainly = next((plain for sign, plain in _PLAINLY if sign in words), f"the YAML is broken: {words}")
        mark = error.problem_mark or error.context_mark
        # An unclosed quote is found at the end of the file; the author needs the place where it was opened.
        if "unexpected end of stream" in words and error.context_mark is not None:
            mark = error.context_mark
        page.problem(_place(mark) if mark else (1, 1), "S005", plainly)
        return None
    if build.root is None:
        page.problem((1, 1), "S006", "there is nothing in this file; fill it or remove it")
    return build.root


def _tabs(page: Page, text: str) -> bool:
    found = False
    if "\t" in text:
        for number, line in enumerate(text.split("\n"), 1):
            indent = line[: len(line) - len(line.lstrip())]
            if "\t" in indent:
                page.problem((number, indent.index("\t") + 1), "S004", "a tab in the indentation; use spaces")
                found = True
    return found


def _place(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


class _Builder:
    """Makes the tree from events, without recursion."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root: Node | None = None
        self.stopped = False
        #: Open lists and tables, and for each table the key that waits for its value.
        self.open: list[List | Map] = []
        self.keys: list[Scalar | None] = []
        self.documents = 0

    def take(self, event: Any) -> None:
        """Take the parser's next event."""
        import yaml

        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop(event, "S010", 'a second document starts here ("---"); a file holds one')
        elif isinstance(event, yaml.AliasEvent):
            self._stop(event, "S008", f'the alias "*{event.anchor}" is not followed here; write the text out')
        elif isinstance(event, yaml.ScalarEvent):
            self._plain_only(event, event.implicit[0] or event.implicit[1])
            start: Any = event.start_mark
            end: Any = event.end_mark
            plain = event.style in (None, "")
            self._add(Scalar(*_place(start), event.value, start.index, end.index, plain))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._plain_only(event, event.implicit)
            if len(self.open) >= DEEPEST:
                self._stop(event, "S011", f"nested more than {DEEPEST} deep; no content file needs that")
                return
            place = _place(event.start_mark)
            node: List | Map = Map(*place) if isinstance(event, yaml.MappingStartEvent) else List(*place)
            self._add(node)
            self.open.append(node)
            self.keys.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
            self.keys.pop()

    def _plain_only(self, event: Any, implicit: bool) -> None:
        if event.anchor is not None:
            self._stop(event, "S008", f'the anchor "&{event.anchor}" is not used here; write texts out')
        elif event.tag is not None and not implicit:
            self._stop(event, "S009", "a YAML tag (a word after !); remove it, or put the text in quotes")

    def _stop(self, event: Any, rule: str, text: str) -> None:
        if not self.stopped:
            self.page.problem(_place(event.start_mark), rule, text)
        self.stopped = True

    def _add(self, node: Node) -> None:
        if not self.open:
            # An empty file's only event of note is no document at all; an empty document is an empty scalar.
            self.root = None if isinstance(node, Scalar) and not node.text else node
            return
        holder = self.open[-1]
        if isinstance(holder, List):
            holder.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            if not isinstance(node, Scalar):
                self.page.problem(node, "S005", "a list or table stands where a key is due; use quotes")
                self.stopped = True
                return
            self.keys[-1] = node
            return
        self.keys[-1] = None
        if key.text in holder.keys:
            first = holder.keys[key.text].line
            self.page.problem(key, "S007", f'the key "{key.text}" stands here twice (first in line {first}); keep one')
            return
        holder.keys[key.text] = key
        holder.values[key.text] = node
