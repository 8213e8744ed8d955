"""Rows' plays over time, at the fewest calls to Last.fm."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lastfm_gateway.core.freshness import DAY
from lastfm_gateway.core.listening import buckets as bucketing
from lastfm_gateway.core.listening.buckets import Buckets
from lastfm_gateway.core.listening.ids import Kind
from lastfm_gateway.core.listening.moments import Window
from lastfm_gateway.core.listening.plan import PAGE, Plan, cheapest
from lastfm_gateway.core.listening.rows import Row, of_plays
from lastfm_gateway.errors import RateLimited, UpstreamError, UpstreamFault
from lastfm_gateway.listening import plays, questions
from lastfm_gateway.listening.reader import Exhausted, Reader

#: Up to so many charts or tracks are asked for at once: to count pages first would cost a call.
_FEW: Final = 3


@dataclass(slots=True)
class Sparklines:
    """The points of some rows, and whether some of them are still missing."""

    reader: Reader
    kind: Kind
    rows: Sequence[Row]
    buckets: Buckets
    partial: bool = False
    points: dict[tuple[str, ...], list[int]] = field(default_factory=dict)

    def fill(self) -> None:
        """Count all that can be counted in this request: open buckets first, then closed ones."""
        self.points = {row.same: [0] * len(self.buckets.windows) for row in self.rows}
        closed = self.buckets.closed(self.reader.now)
        if not self.rows:
            return
        for places in (range(closed, len(self.buckets.windows)), range(closed)):
            try:
                self._count(places)
            except (Exhausted, RateLimited, UpstreamError, UpstreamFault) as error:
                if isinstance(error, UpstreamError) and error.retry_after is None:
                    raise
                self.partial = True

    def of(self, row: Row) -> dict[str, Any]:
        """Return a row's sparkline as it is answered."""
        told = {"granularity": self.buckets.granularity, "points": self.points[row.same]}
        return {**told, "partial": True} if self.partial else told

    def _count(self, places: range) -> None:
        if not places:
            return
        windows = self.buckets.windows
        whole = Window(windows[places[0]].start, windows[places[-1]].end)
        match self._plan(places, whole):
            case "pages":
                self._count_pages(whole)
            case "charts":
                for place in reversed(places):  # the open one first: it is renewed first
                    self._count_chart(place)
            case "tracks":
                for row in self.rows:
                    self._count_track(row, whole)

    def _plan(self, places: range, whole: Window) -> Plan:
        """Choose by what is still to be asked; pages are counted once they may be the fewest."""
        now = self.reader.now
        windows = [self.buckets.windows[place] for place in places]
        charts = self.reader.missing([questions.chart(self.kind, w, now) for w in windows])
        tracks = None
        if self.kind == "track":
            tracks = self.reader.missing(
                [questions.scrobbles_of(row, whole, 1, now) for row in self.rows]
            )
        few = charts if tracks is None else min(charts, tracks)
        if few <= _FEW:
            return "charts" if charts == few else "tracks"
        total = questions.total_in(self.reader.ask(questions.recent(whole, 1, now)))
        pages = self.reader.missing(plays.further_pages(self.reader, whole, total))
        return cheapest(pages, charts, tracks)

    def _count_pages(self, window: Window) -> None:
        for play in plays.plays_of(self.reader, window):
            place = self.buckets.place(play.at)
            same = play.same(self.kind)
            if place is not None and same in self.points:
                self.points[same][place] += 1

    def _count_chart(self, place: int) -> None:
        """Take a bucket's counts from its chart; what a full chart leaves out, from its plays."""
        window = self.buckets.windows[place]
        answer = self.reader.ask(questions.chart(self.kind, window, self.reader.now))
        listed = questions.rows_in(self.kind, answer)
        found = {row.same: row.plays for row in listed}
        if len(listed) >= PAGE and not self.points.keys() <= found.keys():
            counted = of_plays(self.kind, plays.plays_of(self.reader, window))
            found = {row.same: row.plays for row in counted}
        for same, points in self.points.items():
            points[place] = found.get(same, 0)

    def _count_track(self, row: Row, window: Window) -> None:
        page, got = 1, 0
        while True:
            answer = self.reader.ask(questions.scrobbles_of(row, window, page, self.reader.now))
            moments = [
                int(track["date"]["uts"])
                for track in answer["trackscrobbles"]["track"]
                if "date" in track
            ]
            for place, count in enumerate(bucketing.spread(moments, self.buckets)):
                self.points[row.same][place] += count
            got += len(moments)
            if not moments or got >= questions.total_in(answer):
                return
            page += 1


def first_scrobble(reader: Reader) -> int | None:
    """Return when the user's first scrobble was, or None without any: two calls, kept for weeks."""
    latest = reader.ask(questions.one_scrobble(1, DAY))
    total = questions.total_in(latest)
    if not total:
        return None
    oldest = questions.plays_in(reader.ask(questions.one_scrobble(total, 30 * DAY)))
    return min(play.at for play in oldest)
