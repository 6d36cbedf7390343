"""HTML of the pages: plain and semantic, so that it reads without style or script."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

_TEMPLATES = Path(__file__).parent / "templates"


class _Page(Template):
    """`@{name}` is filled in: shell examples are full of dollars."""

    delimiter = "@"


def fill(template: str, **parts: str) -> str:
    """The template in that file with its parts, which are in its language already. Raises KeyError for one that is missing."""
    return _Page((_TEMPLATES / template).read_text(encoding="utf-8")).substitute(parts)


def code(text: str) -> str:
    """A word of the interface."""
    return f"<code>{escape(text)}</code>"


def codes(texts: Iterable[str]) -> str:
    """Words of the interface, side by side."""
    return ", ".join(map(code, texts))


def example(title: str, text: str) -> str:
    """Text to copy; the script of the pages gives it a button."""
    return f'<figure class="example">\n<figcaption>{escape(title)}</figcaption>\n<pre><code>{escape(text)}</code></pre>\n</figure>'


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Names with their values, which are HTML already."""
    return '<dl class="facts">\n' + "\n".join(f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in rows) + "\n</dl>"


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are HTML already; the first of each row names it."""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    lines = "\n".join(f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows)
    body = f"<caption>{escape(caption)}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}\n</tbody>"
    return f'<div class="table">\n<table>\n{body}\n</table>\n</div>'


def link(address: str, text: str) -> str:
    """A link; the text is HTML already."""
    return f'<a href="{escape(address)}">{text}</a>'


def items(texts: Iterable[str]) -> str:
    """A list; the texts are HTML already."""
    return "<ul>\n" + "\n".join(f"<li>{text}</li>" for text in texts) + "\n</ul>"
