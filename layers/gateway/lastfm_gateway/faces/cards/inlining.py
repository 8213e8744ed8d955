"""Inlines a card's pictures: from the store, else fetched side by side. Each is optional."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from lastfm_gateway.faces.cards.allowance import Allowance
from lastfm_gateway.faces.cards.picture_fetch import PictureFetch
from lastfm_gateway.faces.cards.picture_store import PictureStore
from lastfm_gateway.faces.cards.pictures import MAX_OF_CARD, data_uri, picture_address
from lastfm_gateway.faces.cards.request_time import is_short
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.pictures import is_image
from lastfm_gateway.observability.telemetry import Telemetry

#: Kilobytes of pictures that an environment fetches in a minute: some thirty cards of new users.
MOST_FETCHED: Final = 1000

#: Seconds for all pictures of a card. With fewer left than the second, none is fetched.
FETCH_SECONDS: Final = 0.8
_TOO_FEW: Final = 0.1


#: Hosts that are logged, and characters of each.
_MOST_HOSTS: Final = 10
_MOST_OF_HOST: Final = 100


class WantedPicture(NamedTuple):
    """A picture that a card shows: its URL at Last.fm, and its size."""

    url: str
    size: str


class Inlined(NamedTuple):
    """Pictures as data: URIs, "" for none. `is_whole`: whether none of them was late."""

    pictures: Mapping[WantedPicture, str]
    is_whole: bool


class PictureInliner:
    """Turns Last.fm's addresses of pictures into data: URIs.

    It costs a batched read, and a batched write of what was fetched. Last.fm's web service is not
    called. An environment fetches up to an allowance: all that it fetches is stored, so only cards
    of ever other pictures use it up, and are drawn without.
    """

    def __init__(
        self,
        store: PictureStore,
        fetch: PictureFetch,
        allowance: Allowance,
        telemetry: Telemetry,
    ) -> None:
        self._allowance = allowance
        self._refused = set[str]()
        self._store = store
        self._fetch = fetch
        self._telemetry = telemetry

    def inline(self, wanted: Sequence[WantedPicture], deadline: Deadline) -> Inlined:
        """Return the pictures that are there in time, the first ones if they are too large."""
        address_of = self._addresses(wanted)
        addresses = tuple(dict.fromkeys(address_of.values()))
        found = self._store.read(addresses) if addresses and not is_short(deadline) else {}
        is_full = sum(map(len, found.values())) >= MAX_OF_CARD
        missing = [each for each in addresses if each not in found and not is_full]
        fetched = self._fetched(missing, deadline)
        found |= fetched
        late = len(missing) - len(fetched)
        if late:
            self._telemetry.count("CardPicturesLate", late)
        return Inlined(_data_uris(address_of, found), is_whole=not late)

    def _fetched(self, missing: Sequence[str], deadline: Deadline) -> Mapping[str, bytes]:
        """Fetch and store pictures, if there is time, and the minute's allowance is not spent."""
        if not missing or deadline.left() <= _TOO_FEW or self._allowance.is_spent():
            return {}
        fetched = self._fetch.fetch(missing, deadline.within(FETCH_SECONDS))
        for address in missing:
            self._allowance.spend(len(fetched.get(address, b"")))
        if not is_short(deadline):
            self._store.store(fetched)
        return fetched

    def _addresses(self, wanted: Sequence[WantedPicture]) -> dict[WantedPicture, str]:
        """Return the addresses to read. Pictures of other hosts are counted and left out."""
        addresses = dict[WantedPicture, str]()
        for each in wanted:
            if not is_image(each.url):
                continue
            address = picture_address(each.url, each.size)
            if address is None:
                self._refuse(each.url)
            else:
                addresses[each] = address
        return addresses

    def _refuse(self, url: str) -> None:
        """Count a picture on another host, and log each host once, up to some."""
        self._telemetry.count("CardPicturesRefused")
        host = url.split("/", 3)[2:3]
        name = host[0][:_MOST_OF_HOST] if host else ""
        if name not in self._refused and len(self._refused) < _MOST_HOSTS:
            self._refused.add(name)
            self._telemetry.warn("A picture is on a host that is not known", host=name)


def _data_uris(
    address_of: Mapping[WantedPicture, str], found: Mapping[str, bytes]
) -> dict[WantedPicture, str]:
    """Return the data: URIs of pictures until they exceed what a card may hold."""
    left, uris = MAX_OF_CARD, dict[WantedPicture, str]()
    for wanted, address in address_of.items():
        picture = found.get(address, b"")
        if len(picture) <= left:
            left -= len(picture)
            uris[wanted] = data_uri(picture)
    return uris
