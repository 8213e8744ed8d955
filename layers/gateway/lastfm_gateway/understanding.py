"""What of an answer of Last.fm's cannot be understood, as the fault that it is."""

from collections.abc import Iterator
from contextlib import contextmanager

from lastfm_gateway.errors import UpstreamFault


@contextmanager
def understanding() -> Iterator[None]:
    """Raise UpstreamFault (502) where an answer lacks what is read from it, or has another form.

    Also a decorator of functions that read answers.
    """
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise UpstreamFault("Operation failed - Last.fm answered something else") from error
