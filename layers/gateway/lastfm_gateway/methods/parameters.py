"""The kinds of parameter that Last.fm's methods take, and the base of every method's model.

Bounds are the service's own where it states one. Values arrive as text, as a query carries them.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

MAX_LIMIT = 1000
MAX_TIMESTAMP = 2**32 - 1  # unix seconds, as far as the service's own counter reaches
MAX_PAGE = 1_000_000


def _digits(value: object) -> object:
    """Take whole numbers written in ASCII digits only: pydantic would also take 1.0 and 1_000."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise PydanticCustomError("not_digits", "not a whole number")
    return value


def _on_or_off(value: object) -> str:
    return "true" if value in ("true", "1") else "false"


whole = BeforeValidator(_digits)
Name = Annotated[str, Field(min_length=1, max_length=1000)]
Tag = Annotated[str, Field(min_length=1, max_length=256)]
User = Annotated[str, Field(min_length=1, max_length=64)]
Secret = Annotated[str, Field(min_length=1, max_length=256)]
#: At most ten tags, separated by commas.
Tags = Annotated[str, Field(pattern=r"^[^,]+(,[^,]+){0,9}$", max_length=2569)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s/?#@]+([/?#]\S*)?$", max_length=2000)]
Mbid = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        json_schema_extra={"format": "uuid"},
    ),
]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")]
Flag = Annotated[int, Field(ge=0, le=1), whole]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT), whole]
Page = Annotated[int, Field(ge=1, le=MAX_PAGE), whole]
Offset = Annotated[int, Field(ge=0, le=MAX_PAGE), whole]
Number = Annotated[int, Field(ge=0, le=MAX_PAGE), whole]
Timestamp = Annotated[int, Field(ge=0, le=MAX_TIMESTAMP), whole]
Period = Literal["overall", "7day", "1month", "3month", "6month", "12month"]
#: On for `true` and `1`, off for anything else; the value becomes "true" or "false".
Switch = Annotated[str, BeforeValidator(_on_or_off)]
TaggingType = Literal["artist", "album", "track"]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return an optional parameter's schema without the null that stands for its absence."""
    kinds = schema.get("anyOf", [{}])
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "title")}
    if rest.get("default", 0) is None:
        del rest["default"]
    return {**kinds[0], **rest}


class Parameters(BaseModel):
    """One method's parameters. Undeclared ones are ignored: they reach neither key nor upstream.

    `named_by` lists the names that identify the subject when no `mbid` does;
    `either` lists parameters of which one is needed;
    `together` lists the parameters that come both or not at all;
    `switches` lists the parameters that no value makes wrong, not even a blank one.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    named_by: ClassVar[tuple[str, ...]] = ()
    either: ClassVar[tuple[str, ...]] = ()
    together: ClassVar[tuple[str, ...]] = ()
    switches: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def declares(cls, name: str) -> bool:
        """Tell whether a parameter of that name is declared."""
        return any(name == (field.alias or own) for own, field in cls.model_fields.items())

    @classmethod
    def declarations(cls) -> dict[str, dict[str, Any]]:
        """Return each parameter's JSON schema by its name, in order of declaration."""
        return {
            name: _without_null(schema)
            for name, schema in cls.model_json_schema()["properties"].items()
        }


class Paged(Parameters):
    """A list answered page by page."""

    page: Page = Field(1, description="The page of the list, from 1")
    limit: Limit = Field(50, description="How many rows a page holds")


class Ranged(Parameters):
    """A range of time, in unix seconds."""

    from_: Timestamp | None = Field(None, alias="from", description="Start of the range, unix time")
    to: Timestamp | None = Field(None, description="End of the range, unix time")


class Corrected(Parameters):
    """A subject that has a MusicBrainz id and whose misspelled names can be put right."""

    mbid: Mbid | None = Field(None, description="The MusicBrainz id, instead of the names")
    autocorrect: Flag = Field(1, description="1 puts misspelled names right, 0 leaves them")


class ArtistSubject(Corrected):
    """An artist, by name or MusicBrainz id."""

    named_by: ClassVar[tuple[str, ...]] = ("artist",)
    artist: Name | None = Field(None, description="The artist's name", examples=["Radiohead"])


class AlbumSubject(ArtistSubject):
    """An album, by artist and title or by MusicBrainz id."""

    named_by: ClassVar[tuple[str, ...]] = ("artist", "album")
    album: Name | None = Field(None, description="The album's title", examples=["OK Computer"])


class TrackSubject(ArtistSubject):
    """A track, by artist and title or by MusicBrainz id."""

    named_by: ClassVar[tuple[str, ...]] = ("artist", "track")
    track: Name | None = Field(None, description="The track's title", examples=["Creep"])


class TagSubject(Parameters):
    """A tag, by name."""

    tag: Tag = Field(description="The tag's name", examples=["rock"])


class UserSubject(Parameters):
    """A user, by name."""

    user: User = Field(description="The user's name", examples=["rj"])


class Session(Parameters):
    """The session of a user who lets this application write."""

    sk: Secret = Field(description="The user's session key")
