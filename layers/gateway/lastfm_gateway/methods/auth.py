"""The auth methods. Their responses hold session keys: they are never stored or shared."""

from typing import ClassVar, Final, Literal

from pydantic import Field

from lastfm_gateway.methods.freshness import NEVER
from lastfm_gateway.methods.method import Auth, Method
from lastfm_gateway.methods.parameters import Parameters, Secret, User
from lastfm_gateway.methods.shapes import SESSION, TEXT

Scope = Literal["read", "write"]

SCOPE: Final = "Access that the key gives: `write` may also scrobble and love tracks"


class TokenParameters(Parameters):
    """Parameters of auth.getSession."""

    token: Secret = Field(description="Token that Last.fm's sign-in page returned")


class CallbackParameters(TokenParameters):
    """Query of `/auth/callback`, as Last.fm's page redirects to it."""

    state: Secret | None = Field(
        None, description="The value that `/auth/login` added to the callback URL"
    )


class BrowserLoginParameters(Parameters):
    """Query of `/auth/login`."""

    scope: Scope = Field("read", description=SCOPE)
    api_key: str | None = Field(
        None, description="A key of this gateway, if SignIn is keyed and no bearer key is sent"
    )


class MobileSessionParameters(Parameters):
    """Parameters of auth.getMobileSession. Older clients send `authToken`, not the password."""

    either: ClassVar[tuple[str, ...]] = ("password", "authToken")

    username: User = Field(description="Name of the user")
    password: Secret | None = Field(None, description="Password of the user")
    authToken: Secret | None = Field(  # noqa: N815 (Last.fm's name)
        None, description="MD5 of the user name and the MD5 of the password, in its place"
    )


METHODS = (
    Method(
        name="auth.getSession",
        summary="Exchange an authorised token for a session key",
        parameters=TokenParameters,
        answer=SESSION,
        freshness=NEVER,
        auth=Auth.SIGNED,
    ),
    Method(
        name="auth.getMobileSession",
        summary="Exchange a user name and password for a session key",
        parameters=MobileSessionParameters,
        answer=SESSION,
        freshness=NEVER,
        auth=Auth.SIGNED,
        verb="POST",
    ),
    Method(
        name="auth.getToken",
        summary="Create a token for a user to authorise",
        parameters=Parameters,
        answer={"token": TEXT},
        freshness=NEVER,
        auth=Auth.SIGNED,
    ),
)
