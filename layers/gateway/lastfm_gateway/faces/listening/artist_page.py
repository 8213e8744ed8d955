"""Endpoint of one artist: what the user played of it, and what Last.fm knows of it."""

from itertools import islice
from typing import Any, Final

from lastfm_gateway.faces.listening.artist_genres import ArtistGenres, ComposeWithGenres
from lastfm_gateway.faces.listening.entity_endpoints import ARTIST
from lastfm_gateway.faces.listening.entity_facts import ArtistFacts, artist_facts
from lastfm_gateway.faces.listening.entity_parts import (
    INCOMPLETE_FRESH_FOR,
    find_row,
    played_fields,
    track_item,
)
from lastfm_gateway.faces.listening.images import image_object
from lastfm_gateway.faces.listening.items import timestamp
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.routes import Query
from lastfm_gateway.history.buckets import buckets_of_period
from lastfm_gateway.history.counts import Counts, Row
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.sparklines import sparkline_points
from lastfm_gateway.lastfm.names import fold_name, identity
from lastfm_gateway.methods.endpoint import Endpoint

#: The most rows of each list on an artist's page.
LISTED: Final = 10

#: An album of fewer different tracks is a single, or another's album with a guest.
LEAST_TRACKS: Final = 2


def artist(
    history: HistoryReader, query: Query, reader: ListeningReader, genres: ArtistGenres
) -> dict[str, Any]:
    """Compose an artist's page. Raises BadRequest (404) if the user has not played it."""
    listening = history.read()
    counts = Counts(listening)
    rank, row = find_row(
        counts.rows("artist"),
        query["id"],
        "Artist not found",
        is_complete=listening.is_complete,
    )
    tracks, albums = counts.rows_within(row, "track"), counts.rows_within(row, "album")
    facts = artist_facts(reader.new_lookup(), row.name)
    if facts.partial:
        reader.expire_within(INCOMPLETE_FRESH_FOR)
    top_albums = (row for row in albums if len(counts.rows_within(row, "track")) >= LEAST_TRACKS)
    return {
        **played_fields(counts, row, facts.biography.mbid),
        "scrobble_count": row.plays,
        "last_played_at": timestamp(counts.last_play(row)),
        "all_time_rank": rank if listening.is_complete else None,
        "distinct_tracks": len(tracks),
        "distinct_albums": len(albums),
        **_about(facts),
        "image": None,
        "sparkline": _sparkline(listening, row, counts.first_play(row), history.now),
        "top_albums": [_album_item(row) for row in islice(top_albums, LISTED)],
        "top_tracks": [_top_track(row) for row in tracks[:LISTED]],
        "similar_artists": _similar(counts, facts, genres),
    }


def _about(facts: ArtistFacts) -> dict[str, Any]:
    tags = facts.genres
    return {
        "genre": tags[0][0] if tags else None,
        "tags": None if tags is None else [{"name": name, "count": count} for name, count in tags],
        "bio_summary": facts.biography.summary,
        "bio_content": facts.biography.content,
        "bio_synced_at": None if facts.biography_at is None else timestamp(facts.biography_at),
    }


def _sparkline(listening: Listening, row: Row, first_play: int, now: float) -> dict[str, Any]:
    """Return the plays of each year from the first play to this year, with the years' starts."""
    buckets = buckets_of_period("overall", now, first_play)
    [points] = sparkline_points(listening, [row.tracks], buckets)
    starts = [timestamp(window.start) for window in buckets.windows]
    return {
        "granularity": buckets.granularity,
        "points": [{"at": at, "count": n} for at, n in zip(starts, points, strict=True)],
    }


def _similar(counts: Counts, facts: ArtistFacts, genres: ArtistGenres) -> list[dict[str, Any]]:
    """Return the similar artists that the user has played, in Last.fm's order."""
    found = ((counts.row("artist", name), match) for name, match in facts.similar)
    played = [(row, match) for row, match in found if row][:LISTED]
    genre_of = genres.find([row.name for row, _ in played])
    return [
        {
            "id": row.id,
            "name": row.name,
            "genre": genre_of.get(fold_name(row.name)) or None,
            "your_scrobble_count": row.plays,
            "similarity_score": match,
            "image": None,
        }
        for row, match in played
    ]


def _album_item(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "playcount": row.plays,
        "apple_music_url": None,
        "image": image_object(row.image or None),
    }


def _top_track(row: Row) -> dict[str, Any]:
    return {
        **track_item(row),
        "album_id": identity("album", row.artist, row.album) if row.album else None,
        "album_name": row.album or None,
        "image": image_object(row.image or None),
    }


ANSWERS: Final[dict[Endpoint, ComposeWithGenres]] = {ARTIST: artist}
