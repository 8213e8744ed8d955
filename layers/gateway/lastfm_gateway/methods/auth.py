"""The auth methods. Their responses hold session keys: they are never stored or shared."""

from pydantic import Field

from lastfm_gateway.methods.freshness import NEVER
from lastfm_gateway.methods.method import Auth, Method
from lastfm_gateway.methods.parameters import Parameters, Secret, User
from lastfm_gateway.methods.shapes import SESSION, TEXT


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

    api_key: str | None = Field(
        None, description="A key of this gateway, if SignIn is keyed and no bearer key is sent"
    )


class MobileSessionParameters(Parameters):
    """Parameters of auth.getMobileSession."""

    username: User = Field(description="Name of the user")
    password: Secret = Field(description="Password of the user")


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
