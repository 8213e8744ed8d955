"""Validation: from sent parameters to canonical ones and cache keys."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway import methods
from lastfm_gateway.cache.keys import cache_key
from lastfm_gateway.errors import BadRequest
from lastfm_gateway.methods.validation import PLAIN_TEXT, validate

INFO = methods.get("artist.getInfo").parameters
RECENT = methods.get("user.getRecentTracks").parameters
TAGGED = methods.get("user.getPersonalTags").parameters
CHART = methods.get("user.getWeeklyAlbumChart")

parameters = st.dictionaries(
    st.text("abc&=%\0", min_size=1, max_size=4), st.text("abAB&=%,:\0é", max_size=6), max_size=3
)


def test_defaults_are_filled_in() -> None:
    """A missing parameter and its explicit default are the same request."""
    sent = {"artist": ["Radiohead"]}
    assert validate(INFO, sent) == {"artist": "Radiohead", "autocorrect": "1", "lang": "en"}
    assert validate(INFO, sent) == validate(INFO, {**sent, "lang": ["en"], "autocorrect": ["1"]})


def test_undeclared_parameters_are_ignored() -> None:
    """They reach neither the cache key nor the upstream."""
    sent = {"user": ["rj"]}
    assert validate(RECENT, {**sent, "_": ["123"], "sk": ["x"], "api_sig": ["y"]}) == validate(
        RECENT, sent
    )


def test_composed_and_decomposed_letters_are_equal() -> None:
    """A composed and a decomposed é make one request."""
    forms = [unicodedata.normalize(form, "Beyoncé") for form in ("NFC", "NFD")]
    assert forms[0] != forms[1]
    first, second = (validate(INFO, {"artist": [form]}) for form in forms)
    assert first == second


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "user is required"),
        ({"user": [""]}, "user is blank"),
        ({"user": ["  "]}, "user is blank"),
        ({"user": ["a", "b"]}, "user is given more than once"),
        ({"user": ["x" * 65]}, "user must be 1 to 64 characters"),
        ({"user": ["a\0b"]}, "user contains a control character"),
        ({"user": ["a\r\nX-Injected: 1"]}, "user contains a control character"),
        ({"user": ["\N{REPLACEMENT CHARACTER}"]}, "user is not valid UTF-8"),
        ({"user": [chr(0xDCFF)]}, "user is not valid UTF-8"),
        ({"user": ["rj"], "limit": ["0"]}, "limit must be a whole number from 1 to 1000"),
        ({"user": ["rj"], "limit": ["1001"]}, "limit must be a whole number from 1 to 1000"),
        ({"user": ["rj"], "limit": ["ten"]}, "limit must be a whole number from 1 to 1000"),
        ({"user": ["rj"], "limit": ["1.0"]}, "limit must be a whole number from 1 to 1000"),
        ({"user": ["rj"], "limit": ["1_0"]}, "limit must be a whole number from 1 to 1000"),
        ({"user": ["rj"], "limit": ["٣"]}, "limit must be a whole number from 1 to 1000"),
        ({"user": ["rj"], "page": [""]}, "page is blank"),
        ({"user": ["rj"], "page": ["-1"]}, "page must be a whole number from 1 to 1000000"),
        ({"user": ["rj"], "extended": ["2"]}, "extended must be a whole number from 0 to 1"),
        ({"user": ["rj"], "from": ["7"], "to": ["6"]}, "from must not be after to"),
    ],
)
def test_invalid_parameter_is_named(sent: dict[str, list[str]], said: str) -> None:
    """The error has its name and what it should be."""
    with pytest.raises(BadRequest) as refused:
        validate(RECENT, sent)
    assert refused.value.message == f"Invalid parameters - {said}"
    assert (refused.value.status, refused.value.code) == (400, 6)


@given(st.text("a \t\0\x85\xa0\ufffdé", max_size=4))
def test_documented_pattern_equals_the_validation(text: str) -> None:
    """The pattern in OpenAPI matches a text exactly when validation accepts it."""
    try:
        validate(TAGGED, {"user": [text], "tag": ["rock"], "taggingtype": ["artist"]})
    except BadRequest:
        assert not re.fullmatch(PLAIN_TEXT, text)
    else:
        assert re.fullmatch(PLAIN_TEXT, text)


def test_every_invalid_parameter_is_named_at_once() -> None:
    """One answer has all mistakes."""
    with pytest.raises(BadRequest, match=r"limit must be .*; page must be .*; user is required"):
        validate(RECENT, {"limit": ["x"], "page": ["y"]})


def test_one_of_alternative_parameters_is_required() -> None:
    """An artist is given by name or by MusicBrainz id."""
    mbid = "a74b1b7f-71a5-4011-9441-d0b5e4122711"
    assert validate(INFO, {"mbid": [mbid]})["mbid"] == mbid
    with pytest.raises(BadRequest, match="artist is required unless mbid is given"):
        validate(INFO, {})
    with pytest.raises(BadRequest, match="mbid must be a MusicBrainz ID"):
        validate(INFO, {"mbid": ["radiohead"]})


def test_invalid_choice_lists_the_choices() -> None:
    """A value outside an enumeration is answered with the enumeration."""
    with pytest.raises(BadRequest, match="taggingtype must be one of artist, album, track"):
        validate(TAGGED, {"user": ["rj"], "tag": ["rock"], "taggingtype": ["label"]})


def test_range_needs_both_ends() -> None:
    """A weekly chart takes both ends of its range or neither."""
    with pytest.raises(BadRequest, match="to is required when from is given"):
        validate(CHART.parameters, {"user": ["rj"], "from": ["1"]})


def test_refused_value_is_not_echoed() -> None:
    """It may be a secret, or markup."""
    with pytest.raises(BadRequest) as refused:
        validate(RECENT, {"user": ["rj"], "limit": ["<script>"]})
    assert "script" not in refused.value.message


@given(parameters, parameters)
def test_cache_keys_never_collide(one: dict[str, str], other: dict[str, str]) -> None:
    """Two requests share a key only if they are equal but for case."""

    def fold(sent: dict[str, str]) -> dict[str, str]:
        return {name: value.lower() for name, value in sent.items()}

    same = fold(one) == fold(other)
    assert (
        cache_key("rest", "artist.getInfo", one) == cache_key("rest", "artist.getInfo", other)
    ) == same


def test_separators_in_values_do_not_collide() -> None:
    """`artist=X&lang=de` and an artist named `X&lang=de` are two entries."""
    assert cache_key("rest", "m", {"artist": "X", "lang": "de"}) != cache_key(
        "rest", "m", {"artist": "X&lang=de"}
    )


def test_case_makes_no_second_entry() -> None:
    """Last.fm folds the case of names, so one entry serves both."""
    assert cache_key("rest", "m", {"artist": "RADIOHEAD"}) == cache_key(
        "rest", "m", {"artist": "radiohead"}
    )


def test_faces_and_methods_do_not_share_entries() -> None:
    """The same parameters under another method or face are another entry."""
    keys = {cache_key(face, method, {}) for face in ("rest", "ws") for method in ("a.b", "a.c")}
    assert len(keys) == 4
