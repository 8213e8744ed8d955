"""The page on which a user lets an application act for him: /api/auth/."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from local.simulator.reply import Reply
from local.simulator.service import Service

_HTML = "text/html; charset=UTF-8"


def authorise(service: Service, query: str, now: int) -> Reply:
    """Authorise at once for `user` (default rj): a given `token`, else a new one sent to `cb`."""
    wish = dict(parse_qsl(query))
    api_key, user = wish.get("api_key", ""), wish.get("user", "rj")
    if api_key not in service.secrets or user not in service.world.people:
        return Reply(403, _HTML, b"<h1>Invalid API key or user</h1>")
    tokens = service.world.tokens
    if "token" in wish:
        known = tokens.authorise(wish["token"], api_key, user)
        return _page(200, "Application authorised") if known else _page(403, "Invalid token")
    if "cb" in wish:
        place = urlsplit(wish["cb"])
        token = urlencode({"token": tokens.issue(api_key, now, user)})
        joined = f"{place.query}&{token}" if place.query else token
        return Reply(302, _HTML, b"", location=urlunsplit(place._replace(query=joined)))
    return _page(400, "Neither token nor cb is given")


def _page(status: int, text: str) -> Reply:
    return Reply(status, _HTML, f"<h1>{text}</h1>".encode())
