"""Checks of errors, from the functions and from API Gateway."""

from collections.abc import Iterator

from tools.smoke.client import Client
from tools.smoke.faces import expect


def are_true(client: Client) -> Iterator[str]:
    """Check status and error code of invalid requests."""
    for path, query, status, code in (
        ("/artist/search", {}, 400, 6),  # API Gateway's own error
        ("/artist/getInfo", {}, 400, 6),
        ("/user/getInfo", {"user": "no such user!"}, 404, 6),
        ("/no/such/path", {}, 404, 3),
    ):
        answer = client.get(path, **query)
        yield from expect(answer, status)
        if answer.at("error") != code or not isinstance(answer.at("message"), str):
            yield f"{answer.request}: not Last.fm's error {code} with a message"


def another_verb(client: Client) -> Iterator[str]:
    """Check that an HTTP method that a route does not allow is 405, with Allow."""
    answer = client.send("DELETE", "/artist/getInfo")
    yield from expect(answer, 405)
    if "GET" not in answer.header("Allow"):
        yield f"{answer.request}: Allow is {answer.header('Allow')!r}"


def preflight(client: Client) -> Iterator[str]:
    """Check that a CORS preflight succeeds without a key."""
    preflight_headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = client.send("OPTIONS", "/artist/getInfo", headers=preflight_headers, with_key=False)
    yield from expect(answer, 204)
    for name in ("Access-Control-Allow-Methods", "Access-Control-Allow-Headers"):
        if not answer.header(name):
            yield f"{answer.request}: no {name}"


CHECKS = (are_true, another_verb, preflight)
