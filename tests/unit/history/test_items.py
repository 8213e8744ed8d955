"""Sort keys of a history's items."""

from lastfm_gateway.history import items


def test_genres_are_erased_with_a_history_but_not_read_with_it() -> None:
    """Pages that need no genres do not pay for them."""
    for first, last in (items.HEAD, items.SPANS):
        assert not first <= items.GENRES <= last
    assert items.ALL[0] <= items.GENRES <= items.ALL[1]
