"""Parameter types of Last.fm's methods, and the base class of every method's parameters.

Bounds are Last.fm's own where it documents them. Values arrive as text, as in a query.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

MAX_LIMIT = 1000
MAX_TIMESTAMP = 2**32 - 1  # unix seconds; Last.fm uses 32 bits
MAX_PAGE = 1_000_000
_MAX_DIGITS = 20  # of a number that is clamped


def _digits(value: object) -> object:
    """Accept whole numbers in ASCII digits only. Pydantic also accepts 1.0 and 1_000."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise PydanticCustomError("not_digits", "not a whole number")
    return value


def _on_or_off(value: object) -> str:
    return "true" if value in ("true", "1") else "false"


def clamped(low: int, high: int) -> BeforeValidator:
    """Accept any whole number, even a negative one, as the nearest one in a range."""

    def clamp(value: object) -> object:
        text = str(value)
        _digits(text.removeprefix("-"))
        return min(max(int(text[:_MAX_DIGITS]), low), high)

    return BeforeValidator(clamp)


whole = BeforeValidator(_digits)
Name = Annotated[str, Field(min_length=1, max_length=1000)]
Tag = Annotated[str, Field(min_length=1, max_length=256)]
User = Annotated[str, Field(min_length=1, max_length=64)]
Secret = Annotated[str, Field(min_length=1, max_length=256)]
#: Up to ten tags, separated by commas.
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
    """Return an optional parameter's JSON schema without its null."""
    kinds = schema.get("anyOf", [{}])
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "title")}
    if rest.get("default", 0) is None:
        del rest["default"]
    merged = {**kinds[0], **rest}
    if "const" in merged:  # not in OpenAPI 3.0
        merged["enum"] = [merged.pop("const")]
    return merged


class BatchRow(NamedTuple):
    """One row of a batch: the model of its parameters, and those sent, without their number."""

    model: "type[Parameters]"
    sent: dict[str, Sequence[str]]


class Parameters(BaseModel):
    """One method's parameters. Undeclared parameters are ignored.

    `named_by`: required unless `mbid` is given.
    `either`: at least one is required.
    `together`: all or none.
    `switches`: accept any value, even a blank one.
    `refusals`: the whole error message for a faulty parameter, where clients know it.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    named_by: ClassVar[tuple[str, ...]] = ()
    either: ClassVar[tuple[str, ...]] = ()
    together: ClassVar[tuple[str, ...]] = ()
    switches: ClassVar[tuple[str, ...]] = ()
    refusals: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def rows(cls, sent: Mapping[str, Sequence[str]]) -> dict[str, BatchRow]:  # noqa: ARG003 (for batches)
        """Return a batch's rows by suffix, such as `[3]`; none unless this is a batch."""
        return {}

    @classmethod
    def declares(cls, name: str) -> bool:
        """Return whether a parameter is declared."""
        return any(name == (field.alias or own) for own, field in cls.model_fields.items())

    @classmethod
    def declarations(cls) -> dict[str, dict[str, Any]]:
        """Return each parameter's JSON schema by its name, in order of declaration."""
        return {
            name: _without_null(schema)
            for name, schema in cls.model_json_schema()["properties"].items()
        }


class Paged(Parameters):
    """Paging of a list."""

    page: Page = Field(1, description="Page number, from 1")
    limit: Limit = Field(50, description="Items per page")


class Corrected(Parameters):
    """A subject with a MusicBrainz id and autocorrection of its names."""

    mbid: Mbid | None = Field(None, description="MusicBrainz ID, in place of the names")
    autocorrect: Flag = Field(1, description="1 corrects misspelled names, 0 does not")


class ArtistSubject(Corrected):
    """An artist, by name or MusicBrainz ID."""

    named_by: ClassVar[tuple[str, ...]] = ("artist",)
    artist: Name | None = Field(None, description="Name of the artist", examples=["Radiohead"])


class Session(Parameters):
    """The session of the user on whose behalf a write is made."""

    sk: Secret = Field(description="Session key of the user")
