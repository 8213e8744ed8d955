"""The auth.* methods."""

import hashlib
import hmac

from local.simulator.errors import ApiError
from local.simulator.method import Call, Method
from local.simulator.people import Person
from local.simulator.sessions import session_key
from local.simulator.tree import Tree


def get_token(call: Call) -> Tree:
    """Answer auth.getToken."""
    return {"token": call.world.tokens.issue(call.get("api_key"), call.now)}


def get_session(call: Call) -> Tree:
    """Answer auth.getSession. Errors: 4, 14, 15."""
    user = call.world.tokens.redeem(call.get("token"), call.get("api_key"), call.now)
    return _session(call, call.world.people[user])


def get_mobile_session(call: Call) -> Tree:
    """Answer auth.getMobileSession. Error 4 for an unknown user or a wrong password."""
    person = call.world.people.get(call.get("username").casefold())
    if person is None or not _proves(call, person):
        raise ApiError(4)
    return _session(call, person)


def _proves(call: Call, person: Person) -> bool:
    """Check `password`, or the older `authToken`: md5(username + md5(password))."""
    token = _md5(call.get("username") + _md5(person.password))
    given, expected = (
        (call.get("authToken"), token)
        if call.get("authToken")
        else (call.parameters["password"], person.password)
    )
    return hmac.compare_digest(given.encode(), expected.encode())


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _session(call: Call, person: Person) -> Tree:
    key = session_key(person.name, call.get("api_key"))
    return {
        "session": {"subscriber": int(person.subscriber), "name": person.name, "key": key},
    }


METHODS = (
    Method("auth.getToken", get_token, newer=True, signed=True),
    Method("auth.getSession", get_session, ("token",), newer=True, signed=True),
    Method(
        "auth.getMobileSession",
        get_mobile_session,
        ("username", "password|authToken"),
        newer=True,
        signed=True,
        post=True,
        secret="password",  # noqa: S106 - the parameter's name
    ),
)
