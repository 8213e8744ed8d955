"""Endpoints of the feed: when artists and albums were played for the first time."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Final, get_args

from pydantic import Field

from lastfm_gateway.faces.listening.endpoints import MAX_ID, PARTIAL, Dated
from lastfm_gateway.faces.listening.items import timestamp
from lastfm_gateway.faces.listening.name_search import LISTENING, MAX_LIMIT, Domain
from lastfm_gateway.faces.listening.routes import Compose, Query
from lastfm_gateway.history.appearances import Appearance, first_appearances
from lastfm_gateway.history.calendar import on_this_day
from lastfm_gateway.history.date_ranges import parse_window
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Parameters, clamped, whole
from lastfm_gateway.methods.shapes import FLAG, MAYBE_TEXT, NUMBER, TEXT, Nullable, Shape

PREFIX: Final = "/v1/feed"

#: An item's id is the time of the first play, then so many bits of the artist's or album's id. So
#: a cursor keeps its place when its item is gone.
_BITS: Final = 20


class FeedParameters(Dated):
    """A part of the feed."""

    cursor: Annotated[int, Field(ge=0, le=MAX_ID), whole] | None = Field(
        None, description="`next_cursor` of the previous page"
    )
    limit: Annotated[int, clamped(1, MAX_LIMIT)] = Field(
        50, description=f"Items per page, from 1 to {MAX_LIMIT}; others are clamped"
    )


class DomainFeedParameters(FeedParameters):
    """A part of the feed of one domain."""

    refusals: ClassVar[dict[str, str]] = {
        "domain": f"Invalid domain. Must be one of: {', '.join(get_args(Domain))}",
    }
    domain: Domain = Field(description="All but `listening` are empty", examples=["listening"])


class OnThisDayParameters(Parameters):
    """A day of the year."""

    month: Annotated[int, Field(ge=1, le=12), whole] = Field(description="1 to 12", examples=[2])
    day: Annotated[int, Field(ge=1, le=31), whole] = Field(description="1 to 31", examples=[29])


_ITEM: Final[dict[str, Shape]] = {
    "id": NUMBER,
    **dict.fromkeys(("domain", "event_type", "occurred_at", "title"), TEXT),
    **dict.fromkeys(("subtitle", "image_key"), MAYBE_TEXT),
    "source_id": TEXT,
    "metadata": Nullable({}),
    "created_at": TEXT,
}
_ANSWER: Final[dict[str, Shape]] = {
    "data": [_ITEM],
    "pagination": {"next_cursor": MAYBE_TEXT, "has_more": FLAG, "limit": NUMBER},
    **PARTIAL,
}
FEED: Final = Endpoint(
    path=PREFIX,
    operation="feed",
    summary="First plays of artists and albums, newest first",
    parameters=FeedParameters,
    answer=_ANSWER,
)
DOMAIN_FEED: Final = Endpoint(
    path=PREFIX + "/domain/{domain}",
    operation="feedOfDomain",
    summary="The feed of one domain",
    parameters=DomainFeedParameters,
    answer=_ANSWER,
)
ON_THIS_DAY: Final = Endpoint(
    path=PREFIX + "/on-this-day",
    operation="feedOnThisDay",
    summary="First plays on a day of the year, newest year first",
    parameters=OnThisDayParameters,
    answer={
        "month": NUMBER,
        "day": NUMBER,
        "years": [{"year": NUMBER, "items": [_ITEM]}],
        **PARTIAL,
    },
)


def feed(history: HistoryReader, query: Query) -> dict[str, Any]:
    """Compose a part of the feed, of one domain if given."""
    window = parse_window(query.get("date"), query.get("from"), query.get("to"), history.now)
    is_about_listening = query.get("domain", LISTENING) == LISTENING
    found: Sequence[Appearance] = ()
    if is_about_listening:
        found = first_appearances(history.read())
    if window is not None:
        found = [item for item in found if window.start <= item.at < window.end]
    if "cursor" in query:
        found = _after(found, int(query["cursor"]))
    limit = int(query["limit"])
    shown, has_more = found[:limit], len(found) > limit
    return {
        "data": [_item(item) for item in shown],
        "pagination": {
            "next_cursor": str(_id(shown[-1])) if has_more else None,
            "has_more": has_more,
            "limit": limit,
        },
    }


def feed_on_this_day(history: HistoryReader, query: Query) -> dict[str, Any]:
    """Compose the first plays on a day of the year, by year."""
    month, day = int(query["month"]), int(query["day"])
    listening = history.read()
    found = first_appearances(listening)
    years = [
        (year, [_item(item) for item in found if window.start <= item.at < window.end])
        for year, window in on_this_day(listening, month, day)
    ]
    shown = [{"year": year, "items": items} for year, items in years if items]
    return {"month": month, "day": day, "years": shown}


def _after(found: Sequence[Appearance], cursor: int) -> Sequence[Appearance]:
    """Return the items after the one with an id; if it is gone, those that are older."""
    for place, item in enumerate(found):
        if _id(item) == cursor:
            return found[place + 1 :]
    return [item for item in found if item.at < cursor >> _BITS]


def _id(item: Appearance) -> int:
    return item.at << _BITS | item.row.id & (1 << _BITS) - 1 or 1


def _item(item: Appearance) -> dict[str, Any]:
    row, at = item.row, timestamp(item.at)
    is_artist = row.kind == "artist"
    return {
        "id": _id(item),
        "domain": LISTENING,
        "event_type": f"new_{row.kind}",
        "occurred_at": at,
        "title": f"Discovered {row.name}" if is_artist else f"New album: {row.name}",
        "subtitle": None if is_artist else row.artist,
        "image_key": None,
        "source_id": f"{row.kind}:{row.id}",
        "metadata": None,
        "created_at": at,
    }


ANSWERS: Final[dict[Endpoint, Compose]] = {
    FEED: feed,
    DOMAIN_FEED: feed,
    ON_THIS_DAY: feed_on_this_day,
}
