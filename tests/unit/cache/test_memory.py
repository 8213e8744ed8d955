"""The memory tier, on a driven clock."""

from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.cache.entry import Entry, make_entry
from lastfm_gateway.cache.memory import MEMORY_SECONDS, MemoryCache
from lastfm_gateway.lastfm.response import LastfmResponse

NOW = 1000.0


def _entry(fresh_for: int = 60, size: int = 0) -> Entry:
    entry = make_entry(LastfmResponse(200, "", b"{}"), NOW, fresh_for)
    return Entry(200, b"x" * size, entry.etag, int(NOW), entry.fresh_until, entry.stale_until)


def test_answer_is_kept_for_seconds() -> None:
    """It is gone when its time in memory is over."""
    memory = MemoryCache()
    memory.put("a", _entry(), NOW)
    assert memory.get("a", NOW + MEMORY_SECONDS - 0.1)
    assert memory.get("a", NOW + MEMORY_SECONDS) is None
    assert memory.get("a", NOW) is None


def test_nothing_is_served_beyond_its_freshness() -> None:
    """An answer that goes stale earlier leaves memory then."""
    memory = MemoryCache()
    memory.put("a", _entry(fresh_for=2), NOW)
    assert memory.get("a", NOW + 1.9)
    assert memory.get("a", NOW + 2) is None


def test_least_recently_used_answer_is_evicted() -> None:
    """The answer that was not requested for longest makes room."""
    memory = MemoryCache(max_bytes=2500)
    for key in ("a", "b"):
        memory.put(key, _entry(size=600), NOW)
    assert memory.get("a", NOW)
    memory.put("c", _entry(size=600), NOW)
    assert memory.get("b", NOW) is None
    assert memory.get("a", NOW)
    assert memory.get("c", NOW)


def test_answer_larger_than_the_memory_is_not_kept() -> None:
    """It evicts nothing."""
    memory = MemoryCache(max_bytes=2000)
    memory.put("a", _entry(size=100), NOW)
    memory.put("b", _entry(size=2000), NOW)
    assert memory.get("b", NOW) is None
    assert memory.get("a", NOW)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 900))))
def test_size_limit_is_never_exceeded(steps: list[tuple[str, int]]) -> None:
    """Whatever is stored, the total fits the limit and is counted right."""
    memory = MemoryCache(max_bytes=3000)
    sizes = dict[str, int]()
    for key, size in steps:
        memory.put(key, _entry(size=size), NOW)
        sizes[key] = size + 512
        assert memory.get(key, NOW)
        held = sum(size for key, size in sizes.items() if memory.get(key, NOW))
        assert held <= 3000
