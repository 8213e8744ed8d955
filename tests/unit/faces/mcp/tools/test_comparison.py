"""Comparing two users' artists."""

from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.faces.mcp.tools.comparison import compare

_lists = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 1000)).map(
    lambda plays: [
        {"name": name, "plays": count}
        for name, count in sorted(plays.items(), key=lambda item: -item[1])
    ]
)


@given(_lists, _lists)
def test_overlap_is_symmetric_and_bounded(
    one: list[dict[str, object]], other: list[dict[str, object]]
) -> None:
    """From 0 without shared artists to 100 for equal shares; who asks does not matter."""
    forth, back = compare(one, other), compare(other, one)
    assert forth.overlap == back.overlap
    assert 0 <= forth.overlap <= 100
    assert (forth.overlap == 0) >= (not forth.shared)
    assert forth.only == back.only[::-1]
    names = {row["name"] for row in forth.shared}
    assert names == {row["name"] for row in one} & {row["name"] for row in other}
    if one:
        assert compare(one, one).overlap == 100


def test_shares_decide_not_plays() -> None:
    """Of a user with many plays and one with few, the parts of their own totals are compared."""
    much = [{"name": "Air", "plays": 750}, {"name": "ABBA", "plays": 250}]
    little = [{"name": "abba", "plays": 3}, {"name": "AIR", "plays": 1}]
    found = compare(much, little)
    assert found.overlap == 50.0
    assert found.shared == [
        {"rank": 1, "name": "ABBA", "plays": 250, "other_plays": 3},
        {"rank": 2, "name": "Air", "plays": 750, "other_plays": 1},
    ]
    assert found.only == ([], [])


def test_each_ones_own_artists_keep_their_order() -> None:
    """Those that only one plays, most played first."""
    one = [{"name": "Air", "plays": 2}, {"name": "Can", "plays": 1}]
    other = [{"name": "ABBA", "plays": 5}, {"name": "Can", "plays": 4}]
    assert compare(one, other).only == (["Air"], ["ABBA"])
