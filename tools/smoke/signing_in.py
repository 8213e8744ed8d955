"""Checks of signing in, up to Last.fm's page. No user is signed in."""

from collections.abc import Iterator
from typing import Final

import urllib3
from urllib3.exceptions import HTTPError

from tools.smoke.client import Answer, Client
from tools.smoke.faces import expect

_PATIENCE: Final = 20  # seconds
_SHOWN: Final = (200, 301, 302, 303, 307)

#: The parameter behind each refusal to sign in, by status and Last.fm's code.
_MODES: Final = {(401, 10): "SignIn=keyed", (403, 4): "SignIn=off"}


def page(client: Client) -> Iterator[str]:
    """Check that signing in binds the browser by a cookie, and leads to Last.fm's page."""
    answer = client.get("/auth/login")
    if mode := _restriction(client, answer):
        client.notes.append(f"{answer.request}: {answer.status}, as configured ({mode})")
        return
    yield from expect(answer, 302)
    cookie = answer.header("Set-Cookie")
    if not all(flag in cookie for flag in ("HttpOnly", "Secure", "SameSite=Lax")):
        yield f"{answer.request}: no cookie that is HttpOnly, Secure and SameSite=Lax"
    address = answer.header("Location")
    if "api_key=" not in address:
        yield f"{answer.request}: Location holds no api_key"
        return
    try:
        found = urllib3.request("GET", address, timeout=_PATIENCE, redirect=False)
    except HTTPError as error:
        yield f"the sign-in page returned no response ({type(error).__name__})"
        return
    if found.status not in _SHOWN:
        yield f"the sign-in page returned {found.status}"


def password(client: Client) -> Iterator[str]:
    """Check that a password in a query is refused."""
    query = {"username": "smoke", "password": "made up"}
    yield from expect(client.get("/auth/getMobileSession", **query), 400)


def made_up_token(client: Client) -> Iterator[str]:
    """Check that a made-up token is refused."""
    answer = client.get("/auth/getSession", token="0" * 32)
    if not _restriction(client, answer):
        yield from expect(answer, 403)
    if answer.at("session") is not None:
        yield f"{answer.request}: a session for a made-up token"


def _restriction(client: Client, answer: Answer) -> str:
    """Return the mode of SignIn that refuses a request; empty if none explains the answer."""
    mode = _MODES.get((answer.status, answer.at("error")), "")
    return "" if mode == "SignIn=keyed" and client.key else mode


CHECKS = (page, password, made_up_token)
