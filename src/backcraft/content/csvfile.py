"""CSV with places. The column of a cell is the character it starts at in its line, from 1.

Python's own reader tells neither the column nor a stray quote, so the few rules (RFC 4180) are written out here:
a cell may stand in double quotes and then hold commas and line ends; a double quote inside is written twice.
"""

from __future__ import annotations

from backcraft.content.pages import Page, Scalar


def parse(page: Page) -> tuple[list[Scalar], list[list[Scalar]]] | None:
    """Return the header and the rows (blank lines are skipped), or note why there are none and return ``None``.

    Every row that is returned has as many cells as the header.
    """
    rows = _rows(page)
    if rows is None:
        return None
    if not rows:
        page.problem((1, 1), "S006", "there is nothing in this file; give it a header row or remove it")
        return None
    header, *rows = rows
    seen: set[str] = set()
    good = True
    for cell in header:
        if not cell.text:
            page.problem(cell, "S021", "a column without a name; name it or remove it")
            good = False
        elif cell.text in seen:
            page.problem(cell, "S021", f'another column is called "{cell.text}"; keep one')
            good = False
        seen.add(cell.text)
    kept = []
    for row in rows:
        if len(row) == len(header):
            kept.append(row)
        else:
            where = row[len(header)] if len(row) > len(header) else row[-1]
            text = f"{len(row)} cells under {len(header)} column names; put a text that holds a comma in double quotes"
            page.problem(where, "S022", text)
    return (header, kept) if good else None


def _rows(page: Page) -> list[list[Scalar]] | None:
    text, end = page.text, len(page.text)
    rows: list[list[Scalar]] = []
    row: list[Scalar] = []
    i = 0
    line, line_start = 1, 0
    while i < end or row:
        start, at = i, (line, i - line_start + 1)
        if text.startswith('"', i):
            close = _close(text, i)
            if close is None:
                page.problem(at, "S023", "this quoted cell is not closed; add the missing double quote")
                return None
            value = text[i + 1 : close].replace('""', '"')
            breaks = text.count("\n", i, close)
            if breaks:
                line, line_start = line + breaks, text.rfind("\n", i, close) + 1
            i = close + 1
            if i < end and text[i] not in ",\n":
                page.problem((line, i - line_start + 1), "S023", "text after the closing quote; double a quote inside")
                return None
        else:
            while i < end and text[i] not in ',\n"':
                i += 1
            if i < end and text[i] == '"':
                page.problem((line, i - line_start + 1), "S023", "a quote in a cell; quote the cell and write it twice")
                return None
            value = text[start:i]
        row.append(Scalar(*at, value.strip(), start, i, plain=not text.startswith('"', start)))
        if i < end and text[i] == ",":
            i += 1
            continue
        if len(row) > 1 or row[0].text or not row[0].plain:
            rows.append(row)
        row = []
        i += 1
        line, line_start = line + 1, i
    return rows


def _close(text: str, i: int) -> int | None:
    """Return where the quote that opens at ``i`` closes."""
    j = text.find('"', i + 1)
    while j != -1 and text.startswith('""', j):
        j = text.find('"', j + 2)
    return None if j == -1 else j


def split(cell: Scalar) -> list[Scalar]:
    """Return the items of a cell that holds a list separated by ``;``, each with its place."""
    found = []
    offset = 0 if cell.plain else 1
    for piece in cell.text.split(";"):
        text = piece.strip()
        if text:
            lead = offset + len(piece) - len(piece.lstrip())
            start = cell.start + lead
            found.append(Scalar(cell.line, cell.column + lead, text, start, start + len(text), plain=False))
        offset += len(piece) + 1
    return found
