"""The export: every scrobble once, in each format, page by page."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from lastfm_gateway.history.columns import Columns
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.manifest import SpanRef
from lastfm_gateway.history.table import HistoryTable
from lastfm_gateway.history.window import Window
from lastfm_gateway.http.response import encoded_size
from local.simulator import Simulator
from local.simulator.edge_cases import MARATHON_DAY
from local.simulator.raw import Raw, raw_scrobbles
from tests.integration.faces.listening.export_support import (
    EXPORT,
    READERS,
    Exporter,
    history_store,
    next_query,
    store_history,
    text_of,
)
from tests.integration.faces.listening.support import NOW

FOUR_MB = 4_000_000
DAY = 86_400


@pytest.fixture
def rj(environment: Mapping[str, str]) -> Exporter:
    """A user without a history so far."""
    assert environment
    return Exporter()


def _raw(lastfm: Simulator, user: str, newest: int | None = None) -> list[Raw]:
    scrobbles = raw_scrobbles(lastfm.service.world, user, NOW)
    return scrobbles[-newest:] if newest else scrobbles


def _expected(scrobbles: Sequence[Raw], form: str) -> list[Raw]:
    """Return what an export in a format holds. ListenBrainz's has no images."""
    kept = [(*row[:4], "") if form == "listenbrainz" else row for row in scrobbles]
    return sorted(kept)


@pytest.mark.parametrize("count", [500, 50_000])
def test_each_format_holds_the_raw_scrobbles(rj: Exporter, lastfm: Simulator, count: int) -> None:
    """All pages together are exactly what Last.fm has, oldest first, each page below 4 MB."""
    scrobbles = _raw(lastfm, "rj", count)
    store_history("rj", scrobbles)
    for form, read in READERS.items():
        pages = rj.pages(format=form)
        found = read(text_of(pages))
        assert [row[0] for row in found] == [row[0] for row in scrobbles]
        assert sorted(found) == _expected(scrobbles, form)
        assert all(encoded_size(page.text) <= FOUR_MB for page in pages)
        assert (len(pages) > 1) == (count > 10_000)
        assert {page.headers["X-History-Complete"] for page in pages} == {"true"}
        assert {page.headers["X-History-Progress"] for page in pages} == {f"{count}/{count}"}


@pytest.mark.parametrize("user", ["marathon", "namesake", "leaper", "sporadic", "epoch", "silent"])
def test_unusual_histories_are_exported(
    environment: Mapping[str, str], lastfm: Simulator, user: str
) -> None:
    """30,000 scrobbles on one day, odd names, edges of days, gaps of years, 1970, and none."""
    assert environment
    scrobbles = _raw(lastfm, user)
    store_history(user, scrobbles)
    exporter = Exporter(user)
    for form, read in READERS.items():
        assert sorted(read(text_of(exporter.pages(format=form)))) == _expected(scrobbles, form)


def test_range_bounds_the_export(environment: Mapping[str, str], lastfm: Simulator) -> None:
    """`from` and `to` include both ends; a bare date is the whole day, on every page."""
    assert environment
    scrobbles = _raw(lastfm, "marathon")
    store_history("marathon", scrobbles)
    exporter = Exporter("marathon")
    pages = exporter.pages(_from="2020-08-15", to="2020-08-15", format="csv")
    inside = [row for row in scrobbles if MARATHON_DAY <= row[0] < MARATHON_DAY + DAY]
    assert len(inside) == 30_000
    assert len(pages) > 1
    assert sorted(READERS["csv"](text_of(pages))) == sorted(inside)
    [page] = exporter.pages(_from="2020-08-15T00:00:00Z", to="2020-08-15T00:00:05Z")
    expected = [row for row in scrobbles if MARATHON_DAY <= row[0] <= MARATHON_DAY + 5]
    assert sorted(READERS["ndjson"](page.text)) == sorted(expected)
    [empty] = exporter.pages(_from="2024-01-01")
    assert empty.text == ""


def test_link_is_absolute_and_keeps_the_query(rj: Exporter, lastfm: Simulator) -> None:
    """The next page's URL begins with the deployment's, stage included."""
    store_history("rj", _raw(lastfm, "rj", 20_000))
    reply = rj.get(format="csv", _from="2019-01-01", to="2026-11-20T15:30:00Z")
    url = reply.headers["Link"].partition(">")[0]
    assert url.startswith(f"<https://abc123.execute-api.eu-central-1.amazonaws.com/live{EXPORT}?")
    query = next_query(reply)
    assert {name: query[name] for name in ("_format", "_from", "_to")} == {
        "_format": "csv",
        "_from": "2019-01-01",
        "_to": "2026-11-20T15:30:00Z",
    }
    assert "Link" in reply.headers["Access-Control-Expose-Headers"]


def test_csv_header_is_on_the_first_page_only(rj: Exporter, lastfm: Simulator) -> None:
    """Pages can be appended to one another. An export of nothing still has its header."""
    assert rj.get(format="csv").text == "scrobbled_at,unix_time,artist,album,track,image_url\r\n"
    store_history("rj", _raw(lastfm, "rj", 20_000))
    first, *others = rj.pages(format="csv")
    assert first.text.startswith("scrobbled_at,unix_time,")
    assert others
    assert all("scrobbled_at" not in page.text for page in others)


def test_line_of_each_format(rj: Exporter) -> None:
    """The fields are those that the documentation names; unknown ones are null or left out."""
    store_history("rj", [(1_700_000_000, "Ása", "", 'He said "so"', "")])
    types = {form: rj.get(format=form).headers["Content-Type"] for form in READERS}
    assert types == {
        "ndjson": "application/x-ndjson; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
        "listenbrainz": "application/x-ndjson; charset=utf-8",
    }
    assert json.loads(rj.get().text) == {
        "scrobbled_at": "2023-11-14T22:13:20.000Z",
        "unix_time": 1_700_000_000,
        "artist": "Ása",
        "album": None,
        "track": 'He said "so"',
        "image_url": None,
    }
    line = rj.get(format="csv").text.splitlines()[1]
    assert line == '2023-11-14T22:13:20.000Z,1700000000,Ása,,"He said ""so""",'
    assert json.loads(rj.get(format="listenbrainz").text) == {
        "listened_at": 1_700_000_000,
        "track_metadata": {
            "artist_name": "Ása",
            "track_name": 'He said "so"',
            "additional_info": {"submission_client": "Last.fm"},
        },
    }


def test_page_reads_only_its_own_spans(
    rj: Exporter, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page reads more than its part of the history."""
    store_history("rj", _raw(lastfm, "rj", 50_000))
    reads: list[list[int]] = []
    original = HistoryTable.spans

    def spans(
        self: HistoryTable, pk: str, spans: Sequence[SpanRef], *, consistent: bool
    ) -> dict[int, Columns]:
        reads.append([span.count for span in spans])
        return original(self, pk, spans, consistent=consistent)

    monkeypatch.setattr(HistoryTable, "spans", spans)
    pages = rj.pages()
    assert reads.pop(0) == []  # the first page brings the history in step before it reads
    assert len(reads) == len(pages)
    assert max(map(sum, reads)) < 17_000
    assert sum(map(sum, reads)) < 1.4 * 50_000


def test_incomplete_history_is_exported_as_far_as_it_is_imported(
    rj: Exporter, lastfm: Simulator
) -> None:
    """The headers say so. A range that is imported counts as complete."""
    scrobbles = _raw(lastfm, "rj", 500)
    newest = scrobbles[-100:]
    start = newest[0][0]
    rows = READERS["ndjson"]
    assert rj.get().headers["X-History-Complete"] == "false"
    assert rj.get().headers["X-History-Progress"] == "0/0"
    _store_window("rj", newest, start)
    reply = rj.get()
    assert sorted(rows(reply.text)) == sorted(newest)
    assert reply.headers["X-History-Complete"] == "false"
    assert reply.headers["X-History-Progress"] == "100/500"
    later = rj.get(_from=_iso(start))
    assert later.headers["X-History-Complete"] == "true"
    assert sorted(rows(later.text)) == sorted(newest)


def test_history_that_changes_between_pages_stays_exportable(
    rj: Exporter, lastfm: Simulator
) -> None:
    """Months imported after a page was sent come on the next ones; nothing comes twice."""
    scrobbles = _raw(lastfm, "rj", 40_000)
    store_history("rj", scrobbles[:20_000] + scrobbles[30_000:])
    first = rj.get()
    store_history("rj", scrobbles)
    pages = [first]
    while query := next_query(pages[-1]):
        pages.append(rj.get(**query))
    assert sorted(READERS["ndjson"](text_of(pages))) == sorted(scrobbles)


def test_page_is_below_4_mb_with_long_names(rj: Exporter) -> None:
    """Names of 4,096 characters that JSON escapes: pages are many, and each is sent."""
    long = '"\\' * 2_048
    scrobbles = [
        (1_700_000_000 + place // 7, f"{long[:-4]}{place:04}", long, long, "")
        for place in range(400)
    ]
    store_history("rj", scrobbles)
    pages = rj.pages()
    assert len(pages) > 2
    assert all(encoded_size(page.text) <= FOUR_MB for page in pages)
    assert sorted(READERS["ndjson"](text_of(pages))) == sorted(scrobbles)


def test_page_ends_within_a_second_if_it_must(rj: Exporter) -> None:
    """More scrobbles in one second than a page holds: none is lost and none comes twice."""
    scrobbles = [(1_700_000_000, f"Artist {place}", "", "x" * 400, "") for place in range(9_000)]
    store_history("rj", scrobbles)
    pages = rj.pages()
    assert len(pages) > 1
    assert sorted(READERS["ndjson"](text_of(pages))) == sorted(scrobbles)


def _store_window(user: str, scrobbles: Sequence[Raw], start: int) -> None:
    history_store().replace(
        user,
        Window(start, int(NOW)),
        [Scrobble(at, TrackNames(*names)) for at, *names in scrobbles],
        lambda manifest: manifest._replace(status="running", lastfm_total=500),
    )


def _iso(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
