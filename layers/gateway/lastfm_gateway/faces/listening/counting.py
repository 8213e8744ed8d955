"""How often some rows were played in each bucket, counted in one of three ways."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from lastfm_gateway.faces.listening import fetch_plan, questions
from lastfm_gateway.faces.listening.buckets import Buckets, spread
from lastfm_gateway.faces.listening.ids import Kind
from lastfm_gateway.faces.listening.question import Question
from lastfm_gateway.faces.listening.reader import Reader
from lastfm_gateway.faces.listening.rows import Play, Row, of_plays
from lastfm_gateway.faces.listening.scrobble_pages import History
from lastfm_gateway.faces.listening.spans import spans
from lastfm_gateway.faces.listening.windows import Window

#: Up to so many charts are few: to look for a cheaper way would cost a call, too.
FEW: Final = 3


@dataclass(slots=True)
class Counting:
    """The points of some rows, and a scrobble of each where scrobbles were read.

    What Reader raises ends a count; what was counted stays.
    """

    reader: Reader
    history: History
    kind: Kind
    rows: Sequence[Row]
    buckets: Buckets
    points: dict[tuple[str, ...], list[int]] = field(init=False)
    played: dict[tuple[str, ...], Play] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self.points = {row.same: [0] * len(self.buckets.windows) for row in self.rows}

    @property
    def charts(self) -> list[Question]:
        """The questions for the charts of all buckets."""
        now = self.reader.now
        return [questions.chart(self.kind, window, now) for window in self.buckets.windows]

    @property
    def singles(self) -> int:
        """How many buckets are read track by track: without those still open, if they are few.

        Those are read as charts, since each track would have to be read again once they change.
        """
        every, closed = len(self.buckets.windows), self.buckets.closed(self.reader.now)
        return closed if every - closed <= FEW else every

    def by_pages(self, parts: Sequence[Window]) -> None:
        """Count scrobbles, from the spans that hold them."""
        for play in self.history.plays(self.buckets.whole, parts):
            place = self.buckets.place(play.at)
            same = play.same(self.kind)
            if place is not None and same in self.points:
                self.points[same][place] += 1
                if not (same in self.played and (self.played[same].album or not play.album)):
                    self.played[same] = play  # the latest of which the album is known

    def by_charts(self) -> None:
        """Take the counts from charts, the latest first; what full ones leave out, from plays."""
        self.reader.fetch(self.charts)
        cut = [place for place in self._places() if self._take_chart(place)]
        unsure = [row for row in self.rows if any(not self.points[row.same][at] for at in cut)]
        if self.may_read_singly(unsure):
            for row in unsure:
                self.points[row.same] = [0] * len(self.buckets.windows)
            self._read_singly(unsure, self.buckets.whole)
        elif unsure:
            for place in cut:
                self._count_bucket(place)

    def may_read_singly(self, rows: Iterable[Row]) -> bool:
        """Tell whether the scrobbles of some rows can be asked for row by row."""
        whole, now = self.buckets.whole, self.reader.now
        return self.kind == "track" and all(
            self.reader.may_ask(questions.scrobbles_of(row, whole, 1, now)) for row in rows
        )

    def by_tracks(self, rows: Iterable[Row]) -> None:
        """Read the scrobbles of tracks one by one; they need not all be among the rows."""
        for place in self._places(self.singles):
            self._take_chart(place)
        windows = self.buckets.windows
        self._read_singly(rows, Window(windows[0].start, windows[self.singles - 1].end))

    def _places(self, first: int = 0) -> Iterable[int]:
        return reversed(range(first, len(self.buckets.windows)))

    def _take_chart(self, place: int) -> bool:
        """Take a bucket's counts from its chart; tell whether the chart is cut off."""
        window = self.buckets.windows[place]
        answer = self.reader.ask(questions.chart(self.kind, window, self.reader.now))
        listed = questions.rows_in(self.kind, answer)
        self._put(place, listed)
        return len(listed) >= fetch_plan.PAGE

    def _count_bucket(self, place: int) -> None:
        window = self.buckets.windows[place]
        plays = self.history.plays(window, spans(window, self.reader.now))
        self._put(place, of_plays(self.kind, plays))

    def _put(self, place: int, listed: Iterable[Row]) -> None:
        """Take a bucket's counts from a list, which may have one thing in two spellings."""
        found = Counter[tuple[str, ...]]()
        for row in listed:
            found[row.same] += row.plays
        for same, points in self.points.items():
            points[place] = found[same]

    def _read_singly(self, rows: Iterable[Row], window: Window) -> None:
        now = self.reader.now
        self.reader.fetch([questions.scrobbles_of(row, window, 1, now) for row in rows])
        for row in rows:
            self._read_track(row, window)

    def _read_track(self, row: Row, window: Window) -> None:
        page, got = 1, 0
        while True:
            answer = self.reader.ask(questions.scrobbles_of(row, window, page, self.reader.now))
            moments = questions.moments_in(answer)
            if row.same in self.points:
                for place, count in enumerate(spread(moments, self.buckets)):
                    self.points[row.same][place] += count
            got += len(moments)
            if not moments or got >= questions.total_in(answer):
                return
            page += 1
