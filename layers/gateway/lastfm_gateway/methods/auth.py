"""The auth family. Its answers are session keys: never stored, never shared."""

from pydantic import Field

from lastfm_gateway.methods.freshness import NEVER
from lastfm_gateway.methods.method import Auth, Method
from lastfm_gateway.methods.parameters import Parameters, Secret, User
from lastfm_gateway.methods.shapes import SESSION, TEXT


class TokenParameters(Parameters):
    """A token that its user has authorised."""

    token: Secret = Field(description="The token that the sign-in page handed back")


class CallbackParameters(TokenParameters):
    """What Last.fm's page sends a browser back with."""

    state: Secret | None = Field(None, description="What /auth/login put into the address")


class BrowserLoginParameters(Parameters):
    """What beginning to sign in takes."""

    api_key: str | None = Field(
        None, description="A key of this gateway, where SignIn is keyed and no bearer is sent"
    )


class MobileSessionParameters(Parameters):
    """A user's name and password."""

    username: User = Field(description="The user's name")
    password: Secret = Field(description="The user's password")


METHODS = (
    Method(
        name="auth.getSession",
        summary="A session key for an authorised token",
        parameters=TokenParameters,
        answer=SESSION,
        freshness=NEVER,
        auth=Auth.SIGNED,
    ),
    Method(
        name="auth.getMobileSession",
        summary="A session key for a name and password",
        parameters=MobileSessionParameters,
        answer=SESSION,
        freshness=NEVER,
        auth=Auth.SIGNED,
        verb="POST",
    ),
    Method(
        name="auth.getToken",
        summary="A token for its user to authorise",
        parameters=Parameters,
        answer={"token": TEXT},
        freshness=NEVER,
        auth=Auth.SIGNED,
    ),
)
