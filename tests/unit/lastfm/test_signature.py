"""Last.fm's signature."""

import hashlib

from lastfm_gateway.lastfm.signature import sign


def test_parameter_names_are_sorted_by_bytes() -> None:
    """`artist[10]` comes before `artist[1]`, as `0` comes before `]`."""
    parameters = {"artist[1]": "b", "artist[10]": "a", "sk": "é"}
    text = "artist[10]aartist[1]bské" + "secret"
    assert sign(parameters, "secret") == hashlib.md5(text.encode()).hexdigest()  # noqa: S324


def test_format_callback_and_signature_are_not_signed() -> None:
    """All other parameters are."""
    signed = {"method": "auth.getSession", "token": "t"}
    extra = {"format": "json", "callback": "f", "api_sig": "old"}
    assert sign({**signed, **extra}, "s") == sign(signed, "s")
