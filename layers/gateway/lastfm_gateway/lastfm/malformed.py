"""Reading what Last.fm answered: what is not of its shape is a fault of Last.fm's, not ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from lastfm_gateway.errors import UpstreamFault


@contextmanager
def malformed_is_upstream_fault() -> Iterator[None]:
    """Raise UpstreamFault (502) where an answer lacks what is read from it, or has it otherwise.

    Also a decorator of functions that read answers.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise UpstreamFault("Operation failed - Last.fm answered something else") from error
