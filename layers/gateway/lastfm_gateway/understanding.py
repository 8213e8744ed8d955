"""Reading what Last.fm answered: what is not of its shape is a fault of Last.fm's, not ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from lastfm_gateway.errors import UpstreamFault


@contextmanager
def understanding() -> Iterator[None]:
    """Raise UpstreamFault where an answer lacks what is read from it, or has it otherwise."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError):
        raise UpstreamFault(
            "Operation failed - Last.fm's answer is not what it should be"
        ) from None
