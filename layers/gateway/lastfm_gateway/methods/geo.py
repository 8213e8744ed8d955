"""The geo methods: charts of a country."""

from pydantic import Field

from lastfm_gateway.methods.freshness import HOUR, always
from lastfm_gateway.methods.method import Method
from lastfm_gateway.methods.parameters import Name, Paged
from lastfm_gateway.methods.shapes import ARTIST, PAGE, TEXT, TRACK, ranked


class CountryParameters(Paged):
    """Parameters of the paged lists of a country."""

    country: Name = Field(
        description="Name of the country, as in ISO 3166-1", examples=["United States"]
    )


class PlaceParameters(CountryParameters):
    """Parameters of geo.getTopTracks."""

    location: Name | None = Field(None, description="Name of a city in the country")


METHODS = (
    Method(
        name="geo.getTopArtists",
        summary="List the top artists of a country",
        parameters=CountryParameters,
        answer={"topartists": {"artist": [ARTIST], "@attr": {"country": TEXT, **PAGE}}},
        freshness=always(HOUR),
    ),
    Method(
        name="geo.getTopTracks",
        summary="List the top tracks of a country",
        parameters=PlaceParameters,
        answer={"tracks": {"track": [ranked(TRACK)], "@attr": {"country": TEXT, **PAGE}}},
        freshness=always(HOUR),
    ),
)
