"""The geo family: what a country listens to."""

from pydantic import Field

from lastfm_gateway.methods.freshness import HOUR, always
from lastfm_gateway.methods.method import Method
from lastfm_gateway.methods.parameters import Name, Paged
from lastfm_gateway.methods.shapes import ARTIST, PAGE, TEXT, TRACK, ranked


class CountryParameters(Paged):
    """A country, page by page."""

    country: Name = Field(
        description="The country's name, as in ISO 3166-1", examples=["United States"]
    )


class PlaceParameters(CountryParameters):
    """A country, or a city in it, page by page."""

    location: Name | None = Field(None, description="A city in the country")


METHODS = (
    Method(
        name="geo.getTopArtists",
        summary="The most played artists of a country",
        parameters=CountryParameters,
        answer={"topartists": {"artist": [ARTIST], "@attr": {"country": TEXT, **PAGE}}},
        freshness=always(HOUR),
    ),
    Method(
        name="geo.getTopTracks",
        summary="The most played tracks of a country",
        parameters=PlaceParameters,
        answer={"tracks": {"track": [ranked(TRACK)], "@attr": {"country": TEXT, **PAGE}}},
        freshness=always(HOUR),
    ),
)
