"""The album family."""

from pydantic import Field

from lastfm_gateway.methods import album_tagging, shapes
from lastfm_gateway.methods.freshness import DAY, always, unless_personal
from lastfm_gateway.methods.method import LISTENING, Method
from lastfm_gateway.methods.parameters import AlbumSubject, Language, Name, Paged, User
from lastfm_gateway.methods.shapes import ALBUM, NAMED, RANK, SCALAR, TAGS, TEXT, WIKI


class AlbumInfoParameters(AlbumSubject):
    """An album, the language of its description, and whose plays to count."""

    username: User | None = Field(None, description="The user whose plays are counted too")
    lang: Language = Field("en", description="Language of the description, ISO 639 alpha-2")


class AlbumSearchParameters(Paged):
    """A title to look for."""

    album: Name = Field(description="The title to look for", examples=["OK Computer"])


METHODS = (
    Method(
        name="album.getInfo",
        summary="An album's tracks, tags, statistics and description",
        parameters=AlbumInfoParameters,
        answer={
            "album": {
                **ALBUM,
                "artist": TEXT,
                "userplaycount": SCALAR,
                "tracks": {
                    "track": [
                        {
                            "name": TEXT,
                            "url": TEXT,
                            "duration": SCALAR,
                            "artist": NAMED,
                            "@attr": RANK,
                        }
                    ]
                },
                "tags": TAGS,
                "wiki": WIKI,
            }
        },
        freshness=unless_personal(DAY),
        shows=LISTENING,
    ),
    Method(
        name="album.getTopTags",
        summary="The tags given to an album most often",
        parameters=AlbumSubject,
        answer=shapes.top_tags(artist=TEXT, album=TEXT),
        freshness=always(7 * DAY),
    ),
    Method(
        name="album.search",
        summary="Albums whose titles match",
        parameters=AlbumSearchParameters,
        answer=shapes.results("album", {**ALBUM, "artist": TEXT}),
        freshness=always(DAY),
    ),
    *album_tagging.METHODS,
)
