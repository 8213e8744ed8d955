"""Parameters that several tools share."""

from typing import Annotated

from pydantic import Field

from lastfm_gateway.methods.parameters import MAX_PAGE, Name, Parameters, Period, User, whole

#: The most rows of an answer.
MAX_ROWS = 50

Rows = Annotated[int, Field(ge=1, le=MAX_ROWS), whole]
PageNumber = Annotated[int, Field(ge=1, le=MAX_PAGE), whole]
Moment = Annotated[str, Field(min_length=1, max_length=40)]


class OfUser(Parameters):
    """Whose listening."""

    user: User | None = Field(None, description="Default: the key's user")


class Limited(Parameters):
    """How many rows."""

    limit: Rows = Field(10, description="Rows")


class InPages(Limited):
    """A page of rows."""

    page: PageNumber = Field(1, description="Page")


class Between(Parameters):
    """A range of time, both ends included."""

    from_: Moment | None = Field(None, alias="from", description="First day (UTC), YYYY-MM-DD")
    to: Moment | None = Field(None, description="Last day")


class OfDay(Between):
    """A range of time or a day."""

    date: Moment | None = Field(None, description="One day, YYYY-MM-DD")


class InPeriod(OfDay):
    """A rolling period, a range of time or a day."""

    period: Period = Field("7day", description="Ends today; dates override it")


class OfArtist(Parameters):
    """An artist."""

    artist: Name = Field(description="Artist's name")
