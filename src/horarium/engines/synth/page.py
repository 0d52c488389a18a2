"""A page of HTML that needs nothing else, for reports and plots."""

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = (
    ":root{color-scheme:light}"
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem}"
    "h1{font-size:1.6rem;line-height:1.2}"
    ".plots{display:grid;gap:1.5rem;align-items:start;"
    "grid-template-columns:repeat(auto-fit,minmax(min(100%,32rem),1fr))}"
    "figure{margin:0}img{max-width:100%;height:auto}"
    ".wide{overflow-x:auto}table{border-collapse:collapse}"
    "td,th{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #ddd}"
)


def page(title: str, body: str) -> str:
    """The page; ``body`` is HTML and put in as it is."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>\n"
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts that scrolls in itself where the screen is narrow."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    lines = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        for row in rows
    )
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="Table">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )
