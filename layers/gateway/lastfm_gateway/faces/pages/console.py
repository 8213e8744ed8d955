"""The console's routes: what a visitor can try on the home page."""

from html import escape
from typing import Final, NamedTuple


class ConsoleRoute(NamedTuple):
    """A route to try: its path, what it returns, and its parameters with a value each."""

    path: str
    label: str
    parameters: dict[str, str]


ROUTES: Final = (
    ConsoleRoute("/artist/getInfo", "About an artist", {"artist": "Radiohead"}),
    ConsoleRoute("/artist/getTopTracks", "An artist's tracks", {"artist": "Cher", "limit": "5"}),
    ConsoleRoute("/artist/search", "Search for artists", {"artist": "mogwai", "limit": "5"}),
    ConsoleRoute("/album/getInfo", "About an album", {"artist": "Cher", "album": "Believe"}),
    ConsoleRoute("/chart/getTopTracks", "The chart", {"limit": "5"}),
    ConsoleRoute("/tag/getTopArtists", "Artists of a tag", {"tag": "shoegaze", "limit": "5"}),
    ConsoleRoute("/user/getRecentTracks", "What a user played", {"user": "rj", "limit": "5"}),
    ConsoleRoute(
        "/user/getTopArtists",
        "A user's artists",
        {"user": "rj", "period": "12month", "limit": "5"},
    ),
)


def console(base: str, *, needs_key: bool) -> str:
    """Return the console as HTML: a form, and room for the answer.

    Without scripts the form opens the first route's answer.
    """
    options = "".join(
        f'<option value="{route.path}">{escape(route.label)} ({route.path})</option>'
        for route in ROUTES
    )
    fields = "".join(
        _fields(base, number, route, is_first=number == 0) for number, route in enumerate(ROUTES)
    )
    first = escape(base + ROUTES[0].path)
    about_key = "required here" if needs_key else "not needed"
    return f"""\
<form id="console" action="{first}" method="get">
<p hidden><label for="route">Route</label><select id="route">{options}</select></p>
{fields}<div class="row">
<div hidden><label for="key">Key of this gateway ({about_key})</label>
<input id="key" type="password" autocomplete="off" spellcheck="false"></div>
<button type="submit">Send</button>
</div>
</form>
<p id="told" class="soft" role="status"></p>
<section id="answer" class="answer" aria-label="Answer" hidden>
<dl>
<dt>Request</dt><dd id="did-request"></dd>
<dt>Status</dt><dd id="did-status"></dd>
<dt>Cache</dt><dd id="did-cache"></dd>
<dt>Age of the answer</dt><dd id="did-age"></dd>
<dt>Calls left to you</dt><dd id="did-left"></dd>
<dt>Time</dt><dd id="did-took"></dd>
</dl>
<pre id="body" tabindex="0" role="region" aria-label="Body of the answer"></pre>
</section>
"""


def _fields(base: str, number: int, route: ConsoleRoute, *, is_first: bool) -> str:
    inputs = "".join(
        f'<div><label for="p{number}-{name}">{name}</label>'
        f'<input id="p{number}-{name}" name="{name}" value="{escape(value)}"></div>'
        for name, value in route.parameters.items()
    )
    unchosen = "" if is_first else " hidden disabled"
    return (
        f'<fieldset data-route="{route.path}" data-url="{escape(base + route.path)}"'
        f' aria-label="Parameters"{unchosen}>{inputs}</fieldset>\n'
    )
