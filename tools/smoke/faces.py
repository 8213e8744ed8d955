"""Checks that every face responds, in its own shape."""

import json
from collections.abc import Iterator
from typing import Final

from tools.smoke.client import Answer, Client

_MCP_VERSION: Final = "2026-07-28"
_MCP_META: Final = "io.modelcontextprotocol/"

#: A read of each family: path, query, and a path in its response.
_READS: Final = (
    ("/artist/getInfo", {"artist": "Radiohead"}, ("artist", "name")),
    ("/album/getInfo", {"artist": "Radiohead", "album": "OK Computer"}, ("album", "name")),
    ("/track/getInfo", {"artist": "Radiohead", "track": "Creep"}, ("track", "name")),
    ("/chart/getTopArtists", {"limit": "2"}, ("artists", "artist")),
    ("/geo/getTopTracks", {"country": "Germany", "limit": "2"}, ("tracks", "track")),
    ("/tag/getInfo", {"tag": "rock"}, ("tag", "name")),
    ("/user/getInfo", {"user": "rj"}, ("user", "name")),
    ("/library/getArtists", {"user": "rj", "limit": "2"}, ("artists", "artist")),
)

#: Endpoints that require a key, and a path in their responses.
_KEYED: Final = (
    ("/v1/listening/top/tracks", ("data",)),
    ("/v1/me", ("id",)),
    ("/v1/me/top/artists", ("items",)),
    ("/v1/me/player/recently-played", ("items",)),
)

#: API Gateway renames the first header to the second (decision 24).
_CHALLENGES: Final = ("WWW-Authenticate", "x-amzn-Remapped-WWW-Authenticate")


def health(client: Client) -> Iterator[str]:
    """Check that the gateway is up, and that the response is not cacheable."""
    answer = client.get("/health")
    yield from expect(answer, 200)
    if answer.body != b"OK":
        yield f"{answer.request}: the body is {answer.body[:40]!r}, not OK"
    if answer.header("Cache-Control") != "no-store":
        yield f"{answer.request}: Cache-Control is {answer.header('Cache-Control')!r}, not no-store"


def description(client: Client) -> Iterator[str]:
    """Check that `/openapi` returns OpenAPI 3.0."""
    answer = client.get("/openapi")
    yield from expect(answer, 200)
    if b"\nopenapi: 3.0" not in b"\n" + answer.body:
        yield f"{answer.request}: not an OpenAPI 3.0 document"


def pages(client: Client) -> Iterator[str]:
    """Check that the pages, at the stage's root too, are HTML with a strict policy."""
    for path in ("/", "/docs"):
        answer = client.get(path)
        yield from expect(answer, 200)
        if b'<html lang="en">' not in answer.body:
            yield f"{answer.request}: not a page of the gateway"
        if "default-src 'none'" not in (answer.header("Content-Security-Policy") or ""):
            yield f"{answer.request}: no strict Content-Security-Policy"


def rest(client: Client) -> Iterator[str]:
    """Check that each family responds in Last.fm's shape."""
    for path, query, place in _READS:
        answer = client.get(path, **query)
        yield from expect(answer, 200)
        if not answer.at(*place):
            yield f"{answer.request}: no {'.'.join(place)} in the response"


def web_service(client: Client) -> Iterator[str]:
    """Check that `/2.0` and `/2.0/` are Last.fm's web service, in XML and JSON."""
    for path in ("/2.0", "/2.0/"):
        answer = client.get(path, method="artist.getInfo", artist="Radiohead")
        yield from expect(answer, 200)
        if b'<lfm status="ok">' not in answer.body:
            yield f"{answer.request}: not Last.fm's XML"
    answer = client.get("/2.0/", method="artist.getInfo", artist="Radiohead", format="json")
    if not answer.at("artist", "name"):
        yield f"{answer.request}: format=json does not return Last.fm's JSON"


def composed(client: Client) -> Iterator[str]:
    """Check that the faces under /v1 require a key."""
    for path, place in (*_KEYED, ("/v1/admin/keys", ())):
        refused = client.send("GET", path, with_key=False)
        yield from expect(refused, 401)
        if not any(refused.header(name).startswith("Bearer") for name in _CHALLENGES):
            yield f"{refused.request}: no WWW-Authenticate: Bearer"
        if client.key and place:
            answer = client.get(path)
            yield from expect(answer, 200)
            if answer.at(*place) is None:
                yield f"{answer.request}: no {'.'.join(place)} in the response"


def assistants(client: Client) -> Iterator[str]:
    """Check that `/mcp` lists its tools in both eras of the protocol, and refuses GET with 405."""
    yield from expect(client.send("GET", "/mcp"), 405)
    sent = {"Content-Type": "application/json", "MCP-Protocol-Version": _MCP_VERSION}
    meta = {_MCP_META + "protocolVersion": _MCP_VERSION, _MCP_META + "clientCapabilities": {}}
    for headers, params in (
        ({"Content-Type": "application/json"}, {}),
        ({**sent, "Mcp-Method": "tools/list"}, {"_meta": meta}),
    ):
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params}
        answer = client.send("POST", "/mcp", headers=headers, body=json.dumps(message))
        yield from expect(answer, 200)
        if not answer.at("result", "tools"):
            yield f"{answer.request}: no tools in the response"


def cards(client: Client) -> Iterator[str]:
    """Check that a card is a picture, though the request lacks its user."""
    answer = client.get("/card/recent.svg")
    yield from expect(answer, 200)
    if answer.header("Content-Type") != "image/svg+xml" or not answer.header("X-Card-Error"):
        yield f"{answer.request}: not the picture of an error"


def expect(answer: Answer, status: int) -> Iterator[str]:
    """Yield a message if a response has another status."""
    if answer.status != status:
        yield f"{answer.request}: {answer.status}, not {status}: {answer.body[:120]!r}"


CHECKS = (health, description, pages, rest, web_service, composed, assistants, cards)
