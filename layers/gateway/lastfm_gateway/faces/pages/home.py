"""The home page: what the deployment is, a console, and how to connect clients."""

from html import escape

from lastfm_gateway import __version__
from lastfm_gateway.faces.pages.configurator import configurator
from lastfm_gateway.faces.pages.connections import connections
from lastfm_gateway.faces.pages.console import console
from lastfm_gateway.faces.pages.frame import framed
from lastfm_gateway.faces.pages.page import Page
from lastfm_gateway.settings import SignInMode

#: Seconds for which a browser keeps the page.
MAX_AGE = 300


def home_page(  # noqa: PLR0913 (keyword-only options)
    base: str,
    *,
    style: str,
    script: str,
    card_fields: str,
    needs_key: bool,
    sign_in: SignInMode,
) -> Page:
    """Return the home page of the deployment at the URL `base`.

    `card_fields` are the form fields of the cards' parameters, as HTML.
    """
    body = f"""\
<p>This is a gateway to the <a href="https://www.last.fm/api">Last.fm API</a>, version
{__version__}. It keeps the API key on the server, caches answers for everybody, and stays within
Last.fm's limits. While Last.fm is down it serves what it has.</p>
{_keys(base, needs_key=needs_key, sign_in=sign_in)}
<h2 id="try">Try it</h2>
<p>Send a request twice: the second answer comes from the cache, and costs no call.</p>
{console(base, needs_key=needs_key)}
<h2 id="cards">Make a card</h2>
{configurator(base, card_fields, needs_key=needs_key)}
<h2 id="connect">Connect a client</h2>
{connections(base)}
<p>The <a href="{escape(base)}/docs">documentation</a> has every route.</p>
"""
    return Page(
        title="Last.fm gateway",
        description="A self-hosted gateway to the Last.fm API: try it, and connect your clients.",
        body=framed(base, "Last.fm gateway", body, here="/"),
        style=style,
        script=script,
        policy={"connect-src": "'self'", "form-action": "'self'", "img-src": "'self' data:"},
        max_age=MAX_AGE,
    )


def _keys(base: str, *, needs_key: bool, sign_in: SignInMode) -> str:
    """Return a paragraph about keys: who needs one, and how to get it."""
    needed = (
        "Every request here needs a key of this gateway, which its operator issues."
        if needs_key
        else "Public data needs no key. A user's own listening needs a key of this gateway."
    )
    link = (
        f' <a href="{escape(base)}/auth/login">Sign in with Last.fm</a> to get one, or one that '
        f'<a href="{escape(base)}/auth/login?scope=write">may scrobble too</a>.'
        if sign_in == "open"
        else ""
    )
    return f"<p>{needed}{link}</p>"
