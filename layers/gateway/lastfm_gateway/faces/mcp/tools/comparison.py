"""Tool that compares the taste of two users."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pydantic import Field

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.lastfm_rows import LastfmRow
from lastfm_gateway.faces.mcp.tools.listeners import listener_of, user_url
from lastfm_gateway.faces.mcp.tools.parameters import Limited, OfUser
from lastfm_gateway.faces.mcp.tools.rendering import tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import PLAYED, SOURCE, SPAN, USER
from lastfm_gateway.faces.mcp.tools.spans import iso_moment, span_of
from lastfm_gateway.faces.mcp.tools.top_charts import chart_of_period
from lastfm_gateway.lastfm.names import fold_name
from lastfm_gateway.methods.parameters import Period, User
from lastfm_gateway.methods.shapes import NUMBER, TEXT

#: How many of each user's artists are compared.
COMPARED: Final = 200

#: How many artists that only one of them plays are listed.
_OWN: Final = 5


class CompareInput(Limited, OfUser):
    """Two users and a period."""

    other: User = Field(description="Last.fm user to compare with")
    period: Period = Field("overall", description="Ends today")


class TasteComparison(NamedTuple):
    """What two lists of artists share.

    `overlap`: per cent, from 0 to 100: of both users' plays of these artists, as shares of each
    one's total, the part that falls on the same artists. `shared` is ranked by that part. `only`
    are the names that only the first and only the second list has, most played first.
    """

    overlap: float
    shared: list[LastfmRow]
    only: tuple[list[str], list[str]]


def compare(one: Sequence[LastfmRow], other: Sequence[LastfmRow]) -> TasteComparison:
    """Compare two users' artists, each most played first."""
    first, second = _by_name(one), _by_name(other)
    totals = [sum(row["plays"] for row in rows.values()) or 1 for rows in (first, second)]

    def part(key: str) -> float:
        shares = (first[key]["plays"] / totals[0], second[key]["plays"] / totals[1])
        return float(min(shares))

    keys = sorted(first.keys() & second.keys(), key=lambda key: (-part(key), key))
    shared = [
        {
            "rank": rank,
            "name": first[key]["name"],
            "plays": first[key]["plays"],
            "other_plays": second[key]["plays"],
        }
        for rank, key in enumerate(keys, 1)
    ]
    return TasteComparison(
        overlap=round(100 * sum(map(part, keys)), 1),
        shared=shared,
        only=(_without(first, second), _without(second, first)),
    )


def _by_name(rows: Sequence[LastfmRow]) -> dict[str, LastfmRow]:
    return {fold_name(row["name"]): row for row in rows if "plays" in row}


def _without(rows: Mapping[str, LastfmRow], others: Mapping[str, LastfmRow]) -> list[str]:
    return [row["name"] for key, row in rows.items() if key not in others]


def _compare_users(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    user, other = listener_of(context, arguments).name, arguments["other"]
    if fold_name(user) == fold_name(other):
        raise BadRequest("Invalid parameters - other must be another user")
    period = arguments["period"]
    lists = [
        chart_of_period(context, "artist", name, period, 1, COMPARED)[0] for name in (user, other)
    ]
    found = compare(*lists)
    content = {
        "rows": found.shared[: int(arguments["limit"])],
        "overlap_percent": found.overlap,
        "shared_artists": len(found.shared),
        "only_user": found.only[0][:_OWN],
        "only_other": found.only[1][:_OWN],
        "user": user,
        "other": other,
        **span_of(arguments, context.now).facts,
        "as_of": iso_moment(context.as_of),
        "url": user_url(other),
    }
    headline = (
        f"{user} and {other} share {len(found.shared)} of their top {COMPARED} artists,"
        f" overlap {found.overlap} % (plays of {user})"
    )
    return tool_answer(headline, content)


COMPARE_USERS: Final = Tool(
    name="compare_users",
    title="Compare users",
    description=f"How alike two users listen: overlap of their top {COMPARED} artists in per cent,"
    " the artists that both play, and each one's own.",
    parameters=CompareInput,
    answer={
        "rows": [{**PLAYED, "other_plays": NUMBER}],
        "overlap_percent": NUMBER,
        "shared_artists": NUMBER,
        "only_user": [TEXT],
        "only_other": [TEXT],
        **USER,
        "other": TEXT,
        **SPAN,
        **SOURCE,
    },
    run=_compare_users,
)
