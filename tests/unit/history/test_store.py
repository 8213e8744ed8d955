"""The history store over a table in memory: replacements, killed writers, two writers."""

from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastfm_gateway.history import merge, names
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.store import HistoryErased, HistoryStore
from lastfm_gateway.history.window import Window
from lastfm_gateway.storage.table import TableFault
from tests.support.history import DAY, FEBRUARY, JANUARY, replaced, scrobble, stored
from tests.support.memory_table import Killed, MemoryTable, killed_after

TIMES = st.one_of(
    st.integers(FEBRUARY - 30, FEBRUARY + 30),
    st.sampled_from([0, 1, JANUARY, FEBRUARY - 1, FEBRUARY, 2**32 - 1]),
)
TRACKS = st.sampled_from(["Airbag", "Lucky", "\ud83d", ""])


@pytest.fixture(autouse=True)
def small_spans() -> Iterator[None]:
    """Make spans small, so that few scrobbles need many of them."""
    with patch.object(merge, "SMALL_SPAN", 3), patch.object(merge, "MAX_SPAN", 6):
        yield


@st.composite
def replacements(draw: st.DrawFn) -> tuple[Window, list[Scrobble]]:
    """Return a window and its scrobbles, some of them twice."""
    start, end = sorted((draw(TIMES), draw(TIMES)))
    window = Window(start, end + 1)
    at = TIMES.filter(lambda at: start <= at <= end)
    return window, draw(st.lists(st.builds(scrobble, at, TRACKS), max_size=12))


def _check_spans(table: MemoryTable, manifest: Manifest) -> None:
    """Check that spans are sorted, disjoint, of one month, bounded, and the only ones stored."""
    for one, other in zip(manifest.spans, manifest.spans[1:], strict=False):
        assert one.end <= other.start
    for span in manifest.spans:
        assert span.start < span.end
        if span.count:
            month = merge.month_of(span.first)
            assert month.start <= span.start <= span.first <= span.last < span.end <= month.end
            assert span.count <= merge.MAX_SPAN or span.first == span.last
    items = [sk for _, sk in table.rows if sk.startswith("s#")]
    assert len(items) == sum(1 for span in manifest.spans if span.count)


@settings(max_examples=200, deadline=None)
@given(st.lists(replacements(), max_size=8))
def test_replacements_equal_a_plain_model(steps: list[tuple[Window, list[Scrobble]]]) -> None:
    """After any replacements the history is what a set of scrobbles would be."""
    table = MemoryTable()
    store = HistoryStore(table)
    model, seconds = set[Scrobble](), list[Window]()
    for window, scrobbles in steps:
        manifest = store.replace("rj", window, scrobbles)
        model = replaced(model, window, scrobbles)
        seconds.append(window)
        assert stored(store) == sorted(model)
        _check_spans(table, manifest)
        assert manifest.count == len(model)
        assert (manifest.oldest, manifest.newest) == (
            (min(model).at, max(model).at) if model else (None, None)
        )
        inside = [each for each in model if window.start <= each.at < window.end]
        assert stored(store, window=window) == sorted(inside)
        assert all(not manifest.missing(each) for each in seconds)
        table.calls.clear()
        assert store.replace("rj", window, scrobbles) == manifest
        assert not {"put_if", "delete"} & set(table.calls)


def test_empty_months_take_no_items() -> None:
    """Months without a scrobble are known to be empty by the manifest alone."""
    table = MemoryTable()
    manifest = HistoryStore(table).replace("rj", Window(0, JANUARY), [])
    assert [sk for _, sk in table.rows] == ["a"]
    assert manifest.spans == ((0, JANUARY, 0, 0, 0, 0, 0),)
    assert not manifest.missing(Window(0, JANUARY))


def test_coverage_grows_without_a_new_span() -> None:
    """A window in which nothing was scrobbled extends the span before it."""
    table = MemoryTable()
    store = HistoryStore(table)
    store.replace("rj", Window(JANUARY, JANUARY + 10), [scrobble(JANUARY + 5)])
    before = {sk for _, sk in table.rows}
    manifest = store.replace("rj", Window(JANUARY + 10, JANUARY + 99), [])
    assert not manifest.missing(Window(JANUARY, JANUARY + 99))
    assert {sk for _, sk in table.rows} == before


def test_new_scrobbles_leave_full_spans_alone() -> None:
    """A span that is not small stays; scrobbles after it begin a new one."""
    table = MemoryTable()
    store = HistoryStore(table)
    for second in range(10):
        at = JANUARY + second
        store.replace("rj", Window(at, at + 1), [scrobble(at)])
    counts = [span.count for span in store.read("rj")[0].spans]
    assert counts == [3, 3, 3, 1]


def test_spans_inside_a_window_are_joined() -> None:
    """Reading weeks again makes few spans of many."""
    store = HistoryStore(MemoryTable())
    made = [scrobble(JANUARY + second) for second in range(12)]
    for each in made:
        store.replace("rj", Window(each.at, each.at + 1), [each])
    manifest = store.replace("rj", Window(JANUARY, JANUARY + 12), made)
    assert [span.count for span in manifest.spans] == [6, 6]
    assert stored(store) == made


def test_state_changes_with_a_replacement() -> None:
    """One write sets the state beside the spans; `update` sets it alone, and no other state."""
    store = HistoryStore(MemoryTable())
    window = Window(JANUARY, JANUARY + 10)
    store.replace("rj", window, [scrobble(JANUARY)], lambda old: old._replace(synced_at=7))
    manifest = store.update("rj", lambda old: old._replace(status="running"))
    assert (manifest.synced_at, manifest.status, manifest.count) == (7, "running", 1)
    assert store.read("rj")[0] == manifest
    assert store.update("rj", lambda old: old) == manifest


def test_scrobble_outside_its_window_is_refused() -> None:
    """It could not be replaced again."""
    store = HistoryStore(MemoryTable())
    with pytest.raises(ValueError, match="outside"):
        store.replace("rj", Window(5, 10), [scrobble(10)])


STEPS = (
    (Window(JANUARY, JANUARY + DAY), [scrobble(JANUARY + n, f"a{n}") for n in range(9)]),
    (Window(JANUARY + DAY, FEBRUARY + 9), [scrobble(FEBRUARY + n, f"b{n}") for n in range(3)]),
    (Window(JANUARY + 3, FEBRUARY + 2), [scrobble(JANUARY + n, f"c{n}") for n in range(3, 6)]),
)


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_writer_loses_and_doubles_nothing(when: str) -> None:
    """Killed at each of its writes, then repeated: the history is the old one, then the new one."""
    model = set[Scrobble]()
    rows: dict[tuple[str, str], dict[str, object]] = {}
    kills = 0
    for window, scrobbles in STEPS:
        after = replaced(model, window, scrobbles)
        for writes in range(100):
            table = MemoryTable(dict(rows))
            store = HistoryStore(table)
            setattr(table, when, killed_after(writes))
            try:
                store.replace("rj", window, scrobbles)
            except Killed:
                kills += 1
            else:
                break
            alive = HistoryStore(MemoryTable(table.rows))
            assert stored(alive) in (sorted(model), sorted(after))
            alive.replace("rj", window, scrobbles)
            assert stored(alive) == sorted(after)
            alive.sweep("rj")
            assert stored(alive) == sorted(after)
            _check_spans(MemoryTable(table.rows), alive.read("rj")[0])
        rows, model = table.rows, after
    assert kills >= 15


WRITER_A = (Window(JANUARY, JANUARY + 10), [scrobble(JANUARY + n, f"a{n}") for n in range(8)])
WRITER_B = (
    Window(JANUARY + 10, JANUARY + 20),
    [scrobble(JANUARY + 12, "b"), scrobble(JANUARY + 13, "a1")],
)


@pytest.mark.parametrize("is_stored", [False, True])
def test_two_writers_at_once_both_succeed(is_stored: bool) -> None:  # noqa: FBT001
    """A second writer, at any point of the first one, loses nothing of either."""
    for point in range(100):
        table = MemoryTable()
        store = HistoryStore(table)
        if is_stored:
            store.replace("rj", Window(JANUARY + 20, JANUARY + 30), [scrobble(JANUARY + 25)])
        table.calls.clear()

        def write_between(_: str, table: MemoryTable = table, point: int = point) -> None:
            if len(table.calls) == point + 1:
                table.before = lambda _: None
                HistoryStore(table).replace("rj", *WRITER_B)

        table.before = write_between
        store.replace("rj", *WRITER_A)
        wanted = replaced(replaced([], *WRITER_A), *WRITER_B)
        if len(table.calls) <= point:
            break
        found = [each for each in stored(store) if each.at != JANUARY + 25]
        assert found == sorted(wanted)
        _check_spans(table, store.read("rj")[0])
    assert point >= 5


def test_writer_whose_response_was_lost_keeps_its_spans() -> None:
    """A manifest that was put, although its writer is told that it was not, is not undone."""
    table = MemoryTable()
    store = HistoryStore(table)
    store.update("rj", lambda old: old._replace(status="running"))
    put = table.put_if
    lost = list[object]()

    def lose(condition: str, item: dict[str, object], values: object = None) -> bool:
        is_written = put(condition, item, values)  # type: ignore[arg-type]
        if item["sk"] == {"S": "a"} and not lost:
            lost.append(item)
            return False
        return is_written

    with patch.object(table, "put_if", lose):
        store.replace("rj", *WRITER_A)
    assert lost
    assert stored(store) == sorted(WRITER_A[1])
    _check_spans(table, store.read("rj")[0])


def test_reader_whose_span_vanishes_reads_again() -> None:
    """A replacement between the two calls of a read is seen as a whole."""
    table = MemoryTable()
    store = HistoryStore(table)
    store.replace("rj", *WRITER_A)

    def replace_between(name: str) -> None:
        if name == "read":
            table.before = lambda _: None
            HistoryStore(table).replace("rj", WRITER_A[0], [scrobble(JANUARY + 1, "new")])

    table.before = replace_between
    table.calls.clear()
    assert stored(store) == [scrobble(JANUARY + 1, "new")]


def test_writer_does_not_go_on_after_an_erasure() -> None:
    """A writer that is under way writes no manifest again."""
    table = MemoryTable()
    store = HistoryStore(table)
    store.replace("rj", *WRITER_A)

    def erase_between(name: str) -> None:
        if name == "read":
            table.before = lambda _: None
            HistoryStore(table).erase("rj")

    table.before = erase_between
    with pytest.raises(HistoryErased):
        store.replace("rj", WRITER_A[0], [])
    assert not table.rows


@pytest.mark.parametrize("at", ["erasure fails", "writer goes on"])
def test_history_begins_anew_beside_leftovers_of_an_erasure(at: str) -> None:
    """Chunks of names that an erasure or a writer left do not spoil the next history."""
    table = MemoryTable()
    store = HistoryStore(table)
    with patch.object(names, "OPEN_BYTES", 1):  # each write begins a chunk
        for number in range(3):
            store.replace("rj", *_numbered(number))
        if at == "erasure fails":
            table.before = killed_after(2)
            with pytest.raises(Killed):
                store.erase("rj")
        else:
            table.before = _erases_before_the_first_put(table)
            with pytest.raises(HistoryErased):
                store.replace("rj", *_numbered(3))
        table.before = lambda _: None
        assert [sk for _, sk in table.rows if sk.startswith("n#")]
        for number in range(4, 9):
            store.replace("rj", *_numbered(number))
    assert stored(store) == [scrobble(JANUARY + number, str(number)) for number in range(4, 9)]


def test_missing_names_are_a_fault() -> None:
    """A chunk of names that the history needs is not taken for a leftover."""
    table = MemoryTable()
    store = HistoryStore(table)
    with patch.object(names, "OPEN_BYTES", 1):
        for number in range(3):
            store.replace("rj", *_numbered(number))
    del table.rows["rj", "n#00001"]
    with pytest.raises(TableFault, match="ForeignItem"):
        store.read("rj")
    with pytest.raises(TableFault, match="ForeignItem"):
        store.replace("rj", *_numbered(4))


def _numbered(number: int) -> tuple[Window, list[Scrobble]]:
    """Return a second of January, and its scrobble of a track of its own."""
    at = JANUARY + number
    return Window(at, at + 1), [scrobble(at, str(number))]


def _erases_before_the_first_put(table: MemoryTable) -> Callable[[str], None]:
    def hook(name: str) -> None:
        if name == "put_if":
            table.before = lambda _: None
            HistoryStore(table).erase("rj")

    return hook


def test_sweep_deletes_what_nothing_refers_to() -> None:
    """Spans of a killed writer go; a writer that is under way begins again."""
    table = MemoryTable()
    store = HistoryStore(table)
    store.replace("rj", *WRITER_A)
    assert store.sweep("rj") == 0
    swept = []

    def sweep_between(name: str) -> None:
        if name == "put_if" and [sk for _, sk in table.rows if sk.startswith("s#")][2:]:
            table.before = lambda _: None
            swept.append(HistoryStore(table).sweep("rj"))

    table.before = sweep_between
    store.replace("rj", *WRITER_B)
    assert swept == [1]
    assert stored(store) == sorted(replaced(replaced([], *WRITER_A), *WRITER_B))


def test_damaged_or_foreign_items_are_faults() -> None:
    """No item is read that is damaged, of another user or of another place."""
    table = MemoryTable()
    store = HistoryStore(table)
    store.replace("rj", *WRITER_A)
    store.replace("other", WRITER_A[0], [Scrobble(JANUARY, TrackNames("x", "y", "z", ""))])
    whole = dict(table.rows)
    other = {sk[0]: item for (pk, sk), item in whole.items() if pk == "other"}
    for pk, sk in [key for key in whole if key[0] == "rj"]:
        item = whole[pk, sk]
        data = item["b"]["B"]
        for bad in (
            {**item, "b": {"B": data[:-1] + bytes([data[-1] ^ 1])}},
            {**item, "b": {"B": b""}},
            {**item, "b": {"S": "text"}},
            {"pk": item["pk"], "sk": item["sk"]},
            {**other[sk[0]], "pk": item["pk"], "sk": item["sk"]},
        ):
            table.rows = {**whole, (pk, sk): bad}
            with pytest.raises(TableFault, match="ForeignItem"):
                store.read("rj")
            assert stored(store, "other")


def test_missing_span_is_a_fault() -> None:
    """A span that the manifest names and that stays away is not taken for an empty one."""
    table = MemoryTable()
    store = HistoryStore(table)
    store.replace("rj", *WRITER_A)
    del table.rows[next(key for key in table.rows if key[1].startswith("s#"))]
    with pytest.raises(TableFault, match="SpanMissing"):
        store.read("rj")


def test_users_are_told_apart_but_for_case() -> None:
    """Last.fm ignores the case of a user's name, and nothing else."""
    store = HistoryStore(MemoryTable())
    store.replace("RJ", *WRITER_A)
    store.replace("rj2", *WRITER_B)
    assert stored(store, "rj") == sorted(WRITER_A[1])
    assert stored(store, "rj2") == sorted(WRITER_B[1])
    assert sorted(store.users()) == ["rj", "rj2"]


def test_a_day_of_60_000_scrobbles_makes_small_items(monkeypatch: pytest.MonkeyPatch) -> None:
    """No item is over 300 KB, whether they are of one second or of many."""
    monkeypatch.undo()
    with patch.object(merge, "SMALL_SPAN", 512), patch.object(merge, "MAX_SPAN", 16_384):
        table = MemoryTable()
        store = HistoryStore(table)
        for user, spread in (("spread", 1), ("second", DAY)):
            made = [scrobble(JANUARY + n // spread, f"{n * n:x}", f"{n}") for n in range(60_000)]
            store.replace(user, Window(JANUARY, JANUARY + DAY), made)
            assert stored(store, user) == sorted(made)
        assert max(len(item["b"]["B"]) for item in table.rows.values()) < 300_000
