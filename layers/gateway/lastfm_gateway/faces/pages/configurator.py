"""The form that makes a card: its picture, and the Markdown and HTML to copy."""

from html import escape
from typing import Final

from lastfm_gateway.faces.pages.connections import copyable

#: What is made of a card: the id of the line, its heading, and what it is good for.
_RESULTS: Final = (
    ("card-markdown", "Markdown", "For a README. GitHub shows each reader the theme that fits."),
    ("card-html", "HTML", "For a page of your own."),
    ("card-url", "Address", "The picture itself."),
)


def configurator(base: str, fields: str, *, needs_key: bool) -> str:
    """Return the form and its results as HTML. `fields` are those of the cards' parameters.

    Without scripts the form opens the picture.
    """
    url = escape(base)
    whose = (
        "This deployment shows cards by share token only."
        if needs_key
        else "For a user who hides recent listening, enter a share token instead."
    )
    user = "" if needs_key else "rj"
    others = "".join(
        f'<button type="submit" formaction="{url}/card/{kind}.svg">Open {kind}</button>\n'
        for kind in ("now", "top", "stats")
    )
    results = "".join(
        f"<h3>{heading}</h3>\n<p>{says}</p>\n{copyable('', name)}"
        for name, heading, says in _RESULTS
    )
    return f"""\
<p>A picture of what somebody plays, for a README, a profile or a blog. {whose}
<a href="{url}/docs">The documentation</a> says how to make one: POST /v1/keys/share.</p>
<form id="card" action="{url}/card/recent.svg" method="get" data-base="{url}">
<div class="row">
<div><label for="card-user">Last.fm user</label>
<input id="card-user" name="user" value="{user}" data-default="" autocomplete="off"
 spellcheck="false"></div>
<div hidden><label for="card-token">Share token</label>
<input id="card-token" autocomplete="off" spellcheck="false"></div>
<div hidden><label for="card-dark">Theme for readers in dark mode</label>
<select id="card-dark"></select></div>
</div>
{fields}<div class="row">
<button type="submit">Open the picture</button>
<noscript>{others}</noscript>
</div>
</form>
<p id="card-status" role="status" class="soft"></p>
<section id="card-results" aria-label="Your card" hidden>
<div class="picture"><picture><source media="(prefers-color-scheme: dark)"><img alt=""></picture>
</div>
{results}</section>
"""
