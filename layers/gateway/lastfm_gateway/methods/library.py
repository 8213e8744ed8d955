"""The library methods."""

from lastfm_gateway.methods.freshness import HOUR, always
from lastfm_gateway.methods.method import LISTENING, Method
from lastfm_gateway.methods.parameters import Paged
from lastfm_gateway.methods.shapes import ARTIST, PAGE, TEXT
from lastfm_gateway.methods.user_subject import UserSubject


class PagedLibraryParameters(UserSubject, Paged):
    """Parameters of library.getArtists."""


METHODS = (
    Method(
        name="library.getArtists",
        summary="List the artists in a user's library",
        parameters=PagedLibraryParameters,
        answer={
            "artists": {
                "artist": [{**ARTIST, "tagcount": TEXT}],
                "@attr": {"user": TEXT, **PAGE},
            }
        },
        freshness=always(HOUR),
        shows=LISTENING,
    ),
)
