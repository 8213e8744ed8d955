"""The library family."""

from lastfm_gateway.catalogue.method import LISTENING, Method
from lastfm_gateway.catalogue.parameters import Paged, UserSubject
from lastfm_gateway.catalogue.shapes import ARTIST, PAGE, TEXT
from lastfm_gateway.core.freshness import HOUR, always


class PagedLibrary(UserSubject, Paged):
    """A user's library, page by page."""


METHODS = (
    Method(
        name="library.getArtists",
        summary="All artists in a user's library",
        parameters=PagedLibrary,
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
