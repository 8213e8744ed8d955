"""Endpoint of the search in the names of the user's artists and albums."""

from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.listening.endpoints import IMAGE, PAGINATION, PARTIAL
from lastfm_gateway.faces.listening.images import image_object
from lastfm_gateway.faces.listening.items import cut_page, pagination
from lastfm_gateway.faces.listening.routes import Compose, Query
from lastfm_gateway.history.counts import Counts, Row
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.search import search
from lastfm_gateway.lastfm.names import page_url
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import MAX_PAGE, Name, Parameters, clamped
from lastfm_gateway.methods.shapes import MAYBE_TEXT, TEXT

#: Rewind's domains. Here all but `listening` are empty.
LISTENING: Final = "listening"
Domain = Literal["listening", "running", "watching", "collecting", "reading", "attending"]

MAX_LIMIT: Final = 100


class SearchParameters(Parameters):
    """A search in names."""

    refusals: ClassVar[dict[str, str]] = {"q": 'Query parameter "q" is required'}
    q: Name = Field(description="Beginnings of words; all must match", examples=["radio"])
    domain: Domain | None = Field(None, description="Only results of this domain")
    limit: Annotated[int, clamped(1, MAX_LIMIT)] = Field(
        20, description=f"Results per page, from 1 to {MAX_LIMIT}; others are clamped"
    )
    page: Annotated[int, clamped(1, MAX_PAGE)] = Field(1, description="Page number, from 1")
    mode: Literal["keyword", "semantic", "hybrid"] = Field(
        "keyword", description="`semantic` and `hybrid` are for the domain `reading`"
    )


SEARCH: Final = Endpoint(
    path="/v1/search",
    operation="search",
    summary="Search the names of all artists and albums played",
    description="Case and accents do not matter. Domains other than `listening` have no results.",
    parameters=SearchParameters,
    answer={
        "data": [
            {
                **dict.fromkeys(("domain", "entity_type", "entity_id", "title"), TEXT),
                **dict.fromkeys(("subtitle", "image_key"), MAYBE_TEXT),
                "image": IMAGE,
                **dict.fromkeys(("url", "instapaper_url", "instapaper_app_url"), MAYBE_TEXT),
                "author": MAYBE_TEXT,
            }
        ],
        "pagination": PAGINATION,
        **PARTIAL,
    },
)


def find(history: HistoryReader, query: Query) -> dict[str, Any]:
    """Compose a page of results. Raises BadRequest for a mode that a domain has not."""
    domain, mode = query.get("domain"), query["mode"]
    if mode != "keyword" and domain not in (None, "reading"):
        raise BadRequest(f"mode={mode} is only supported for domain=reading (or no domain filter).")
    is_about_listening = mode == "keyword" and domain in (None, LISTENING)
    rows = search(Counts(history.read()), query["q"]) if is_about_listening else []
    page, limit = int(query["page"]), int(query["limit"])
    return {
        "data": [_result(row) for row in cut_page(rows, page, limit)],
        "pagination": pagination(page, limit, len(rows)),
    }


def _result(row: Row) -> dict[str, Any]:
    return {
        "domain": LISTENING,
        "entity_type": row.kind,
        "entity_id": str(row.id),
        "title": row.name,
        "subtitle": row.artist if row.kind == "album" else None,
        "image_key": None,
        "image": image_object(row.image or None),
        "url": page_url(row.kind, row.artist, row.name),
        **dict.fromkeys(("instapaper_url", "instapaper_app_url", "author")),
    }


ANSWERS: Final[dict[Endpoint, Compose]] = {SEARCH: find}
