"""Authorisation tokens and session keys."""

from dataclasses import dataclass

from local.simulator import chance
from local.simulator.errors import ApiError
from local.simulator.keys import API_KEY
from local.simulator.people import Person

TOKEN_SECONDS = 3600


def session_key(user: str, api_key: str = API_KEY) -> str:
    """Return the session key of a user for an application, always the same one."""
    return chance.hexadecimal("session", user, api_key)


@dataclass
class Token:
    """An application's token; `user` is None until a user authorises it."""

    api_key: str
    issued: int
    user: str | None = None


class Tokens:
    """The issued and unused tokens."""

    def __init__(self) -> None:
        self._tokens: dict[str, Token] = {}
        self._issued = 0

    def issue(self, api_key: str, now: int, user: str | None = None) -> str:
        """Issue a new token, authorised if `user` is given."""
        self._issued += 1
        name = chance.hexadecimal("token", api_key, now, self._issued)
        self._tokens[name] = Token(api_key, now, user)
        return name

    def authorise(self, name: str, api_key: str, user: str) -> bool:
        """Authorise an application's token for a user; return False if it is unknown."""
        token = self._tokens.get(name)
        if token is None or token.api_key != api_key:
            return False
        token.user = user
        return True

    def redeem(self, name: str, api_key: str, now: int) -> str:
        """Redeem a token for its user. Errors: 4 unknown or used, 15 expired, 14 not authorised."""
        token = self._tokens.get(name)
        if token is None or token.api_key != api_key:
            raise ApiError(4)
        if now - token.issued > TOKEN_SECONDS:
            raise ApiError(15)
        if token.user is None:
            raise ApiError(14)
        del self._tokens[name]
        return token.user


def owner(people: dict[str, Person], key: str, api_key: str) -> Person:
    """Find the user of a session key. Error 9 if the application has no such session."""
    for person in people.values():
        if session_key(person.name, api_key) == key:
            return person
    raise ApiError(9)
