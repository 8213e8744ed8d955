"""Turns errors from reading a malformed response into UpstreamFault (502)."""

from collections.abc import Iterator
from contextlib import contextmanager

from lastfm_gateway.errors import UpstreamFault


@contextmanager
def malformed_is_upstream_fault() -> Iterator[None]:
    """Raise UpstreamFault (502) when a response has missing or mistyped fields.

    Works as a context manager and as a decorator.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise UpstreamFault("Operation failed - Last.fm sent an unexpected response") from error
