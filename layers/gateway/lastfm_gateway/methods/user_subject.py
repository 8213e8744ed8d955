"""Parameters of methods about one user's listening."""

from pydantic import Field

from lastfm_gateway.methods.parameters import Parameters, Timestamp, User


class UserSubject(Parameters):
    """A user, by name."""

    user: User = Field(description="Name of the user", examples=["rj"])


class Ranged(Parameters):
    """A time range, in unix seconds."""

    from_: Timestamp | None = Field(
        None, alias="from", description="Start of the range, as Unix time"
    )
    to: Timestamp | None = Field(None, description="End of the range, as Unix time")
