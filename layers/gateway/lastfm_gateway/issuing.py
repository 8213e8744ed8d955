"""Issuing the gateway's own keys: what is shown once, and what is stored."""

from dataclasses import dataclass, field

from lastfm_gateway.adapters.keys import KeyTable
from lastfm_gateway.core.tokens import Holder, Kind, mint


@dataclass(frozen=True, slots=True)
class Issued:
    """A new key. Its text is nowhere but here."""

    text: str = field(repr=False)
    holder: Holder


def issue(  # noqa: PLR0913 (what a key is made of, each by its name)
    keys: KeyTable,
    kind: Kind,
    user: str,
    now: float,
    *,
    expires: int | None = None,
    sealed: bytes | None = None,
) -> Issued:
    """Issue a key to a Last.fm user, in force until `expires` (unix seconds) if that is given.

    `sealed` is the user's encrypted session key. Raises TableFault.
    """
    text, token = mint(kind)
    holder = Holder(token.id, kind, user, token.digest, int(now), expires, sealed=sealed)
    keys.add(holder)
    return Issued(text, holder)
