"""The frame of every page: header with navigation, main part, footer with attribution."""

from html import escape
from typing import Final

_PAGES: Final = {"/": "Home", "/docs": "Documentation", "/status": "Status"}


def framed(base: str, heading: str, main: str, *, here: str, has_main: bool = False) -> str:
    """Return a page's body. `here` is the page's own path; `main` is HTML.

    `has_main`: it brings a main landmark of its own, and a page may have only one.
    """
    landmark = "div" if has_main else "main"
    links = "".join(
        f'<li><a href="{escape(base)}{path}"{_current(path, here)}>{name}</a></li>'
        for path, name in _PAGES.items()
    )
    return f"""\
<a class="skip" href="#main">Skip to the content</a>
<header>
<nav aria-label="Pages"><ul>{links}</ul></nav>
<h1>{escape(heading)}</h1>
</header>
<{landmark} id="main" tabindex="-1">
{main}</{landmark}>
<footer>
<p>Data by <a href="https://www.last.fm/">Last.fm</a>, under its
<a href="https://www.last.fm/api/tos">API terms of service</a>: not for commercial use without its
consent, and with a link to Last.fm wherever it is shown. This gateway is not made, run or endorsed
by Last.fm.</p>
</footer>
"""


def _current(path: str, here: str) -> str:
    return ' aria-current="page"' if path == here else ""
