"""Spellings of the face's paths. Pure.

Users type the base URL with and without `/1`, with slashes doubled, or the full path of
submit-listens, and their clients append to it. All are answered where they are: a redirect would
turn a POST into a GET.
"""

from typing import Final

VERSION: Final = "1"
PREFIX: Final = "/" + VERSION

_SUBMIT: Final = "submit-listens"


def canonical_path(path: str, verb: str) -> str:
    """Return the path that a request means, as `/1/submit-listens`; `/1` for the bare base.

    A POST to the bare base submits listens. A custom domain's base path may precede it.
    """
    segments = [segment for segment in path.split("/") if segment]
    if VERSION in segments:
        segments = segments[segments.index(VERSION) :]
    while segments[:1] == [VERSION] or segments[:2] == [_SUBMIT, VERSION]:
        segments = segments[1:]
    if not segments and verb == "POST":
        segments = [_SUBMIT]
    return "/".join((PREFIX, *segments))
