"""Counts plays of rows by bucket: from pages of scrobbles, from charts, or track by track."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from lastfm_gateway.faces.listening import calls, fetch_plan, responses
from lastfm_gateway.faces.listening.calls import ListeningCall
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.rows import Play, Row, rows_of_plays
from lastfm_gateway.faces.listening.scrobble_pages import ScrobblePages
from lastfm_gateway.faces.listening.spans import spans
from lastfm_gateway.history.buckets import Buckets, count_by_bucket
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind

#: Up to so many charts are fetched without looking for a cheaper plan, which may cost a call.
FEW: Final = 3


@dataclass(slots=True)
class PlayCounter:
    """Counts plays by row key and bucket; keeps one scrobble a row where scrobbles were read.

    `points` maps a row's key to its counts, one a bucket. What was counted before an exception of
    the reader stays.
    """

    reader: ListeningReader
    scrobbles: ScrobblePages
    kind: EntityKind
    rows: Sequence[Row]
    buckets: Buckets
    points: dict[tuple[str, ...], list[int]] = field(init=False)
    played: dict[tuple[str, ...], Play] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Start every row at zero."""
        self.points = {row.key: [0] * len(self.buckets.windows) for row in self.rows}

    @property
    def charts(self) -> list[ListeningCall]:
        """The calls for the charts of all buckets."""
        now = self.reader.now
        return [calls.chart(self.kind, window, now) for window in self.buckets.windows]

    @property
    def closed_buckets(self) -> int:
        """How many buckets are counted track by track: all, or all but a few open ones.

        Open buckets are counted from charts: one call each refreshes them for all tracks.
        """
        total, closed = len(self.buckets.windows), self.buckets.closed(self.reader.now)
        return closed if total - closed <= FEW else total

    def count_pages(self, parts: Sequence[Window]) -> None:
        """Count all scrobbles in the spans that cover the buckets."""
        for play in self.scrobbles.plays(self.buckets.whole, parts):
            index = self.buckets.index_of(play.at)
            key = play.key(self.kind)
            if index is not None and key in self.points:
                self.points[key][index] += 1
                if not (key in self.played and (self.played[key].album or not play.album)):
                    self.played[key] = play  # the latest with a known album

    def count_charts(self) -> None:
        """Count from charts, latest first; count rows that a full chart lacks from scrobbles."""
        self.reader.prefetch(self.charts)
        full = [index for index in self._latest_first() if self._count_chart(index)]
        unsure = [row for row in self.rows if any(not self.points[row.key][at] for at in full)]
        if self.can_read_tracks(unsure):
            for row in unsure:
                self.points[row.key] = [0] * len(self.buckets.windows)
            self._read_tracks(unsure, self.buckets.whole)
        elif unsure:
            for index in full:
                self._count_bucket(index)

    def can_read_tracks(self, rows: Iterable[Row]) -> bool:
        """Return whether the scrobbles of some rows can be read track by track."""
        whole, now = self.buckets.whole, self.reader.now
        return self.kind == "track" and all(
            self.reader.is_valid(calls.track_scrobbles(row, whole, 1, now)) for row in rows
        )

    def count_tracks(self, rows: Iterable[Row]) -> None:
        """Count track by track. `rows` may hold tracks that are not on the page."""
        for index in self._latest_first(self.closed_buckets):
            self._count_chart(index)
        windows = self.buckets.windows
        self._read_tracks(rows, Window(windows[0].start, windows[self.closed_buckets - 1].end))

    def _latest_first(self, first: int = 0) -> Iterable[int]:
        return reversed(range(first, len(self.buckets.windows)))

    def _count_chart(self, index: int) -> bool:
        """Count a bucket from its chart; return whether the chart is full and may be cut off."""
        window = self.buckets.windows[index]
        response = self.reader.fetch(calls.chart(self.kind, window, self.reader.now))
        listed = responses.rows_in(self.kind, response)
        self._set_bucket(index, listed)
        return len(listed) >= fetch_plan.PAGE

    def _count_bucket(self, index: int) -> None:
        window = self.buckets.windows[index]
        plays = self.scrobbles.plays(window, spans(window, self.reader.now))
        self._set_bucket(index, rows_of_plays(self.kind, plays))

    def _set_bucket(self, index: int, listed: Iterable[Row]) -> None:
        """Set a bucket's counts from a list, adding up different spellings of one name."""
        counts = Counter[tuple[str, ...]]()
        for row in listed:
            counts[row.key] += row.plays
        for key, points in self.points.items():
            points[index] = counts[key]

    def _read_tracks(self, rows: Iterable[Row], window: Window) -> None:
        now = self.reader.now
        self.reader.prefetch([calls.track_scrobbles(row, window, 1, now) for row in rows])
        for row in rows:
            self._read_track(row, window)

    def _read_track(self, row: Row, window: Window) -> None:
        page, read = 1, 0
        while True:
            call = calls.track_scrobbles(row, window, page, self.reader.now)
            response = self.reader.fetch(call)
            times = responses.times_in(response)
            if row.key in self.points:
                for index, count in enumerate(count_by_bucket(times, self.buckets)):
                    self.points[row.key][index] += count
            read += len(times)
            if not times or read >= responses.total_in(response):
                return
            page += 1
