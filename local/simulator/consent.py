"""The consent page /api/auth/, where a user authorises an application."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from local.simulator.reply import Reply
from local.simulator.service import Service

_HTML = "text/html; charset=UTF-8"


def authorise(service: Service, query: str, now: int) -> Reply:
    """Authorise an application for `user` (default rj), without asking.

    With `token`, authorise that token; with `cb`, redirect there with a new one.
    """
    parameters = dict(parse_qsl(query))
    api_key, user = parameters.get("api_key", ""), parameters.get("user", "rj")
    if api_key not in service.secrets or user not in service.world.people:
        return Reply(403, _HTML, b"<h1>Invalid API key or user</h1>")
    tokens = service.world.tokens
    if "token" in parameters:
        known = tokens.authorise(parameters["token"], api_key, user)
        return _page(200, "Application authorised") if known else _page(403, "Invalid token")
    if "cb" in parameters:
        url = urlsplit(parameters["cb"])
        token = urlencode({"token": tokens.issue(api_key, now, user)})
        joined = f"{url.query}&{token}" if url.query else token
        return Reply(302, _HTML, b"", location=urlunsplit(url._replace(query=joined)))
    return _page(400, "Neither token nor cb is given")


def _page(status: int, text: str) -> Reply:
    return Reply(status, _HTML, f"<h1>{text}</h1>".encode())
