"""HTML pages that end a sign-in in a browser. They have no scripts. Pure."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import Final

from lastfm_gateway.http.response import NO_STORE, Response

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:4rem auto;padding:0 1rem}"
    "code{display:block;padding:1rem;background:#eee;color:#111;overflow-wrap:anywhere;"
    "user-select:all}"
)
_STYLE_HASH: Final = b64encode(sha256(_STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    **NO_STORE,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def key_page(
    user: str, key: str, key_id: str, expires_on: str, *, listenbrainz_token: str | None = None
) -> Response:
    """Return the page that shows a new key, once. `expires_on` is an ISO date.

    `listenbrainz_token`: the second form of a write key.
    """
    access, second = "gives read access to your listening", ""
    if listenbrainz_token:
        access = "reads your listening, scrobbles in your name and loves tracks"
        second = (
            "<p>For ListenBrainz clients that accept only a UUID as token, this is the same key:"
            f"</p><code>{escape(listenbrainz_token)}</code>"
        )
    return _page(
        200,
        "Signed in",
        f"<p>You are signed in as <b>{escape(user)}</b>. This is your key to this gateway:</p>"
        f"<code>{escape(key)}</code>{second}"
        f"<p>Save it now: it is not shown again. It {access} until "
        f"{escape(expires_on)}. Anyone who has it can use it. To revoke it, send "
        f"<b>DELETE /v1/keys/{escape(key_id)}</b> with the key as bearer token.</p>",
    )


def keyless_page(user: str) -> Response:
    """Return the page for a sign-in whose key could not be stored."""
    return _page(
        200,
        "No key",
        f"<p>Last.fm signed you in as <b>{escape(user)}</b>, but this gateway could not store a "
        "key. Please sign in again in a minute.</p>",
    )


def error_page(status: int, message: str) -> Response:
    """Return the page for a refused sign-in."""
    return _page(status, "Not signed in", f"<p>{escape(message)}</p>")


def _page(status: int, title: str, inside: str) -> Response:
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1>{inside}</body></html>"
    )
    return Response(status, body, _HEADERS)
