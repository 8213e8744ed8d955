"""Fixtures of the cards' tests: the function, over a Last.fm and a server of pictures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from lastfm_gateway.faces.cards.handler import open_cards
from lastfm_gateway.faces.cards.runtime import CardRuntime
from tests.integration.conftest import Reply
from tests.support.picture_server import PictureServer
from tools.proxy_event import proxy_event

SHARED = "/share/{token}/card/{card}"


class Cards:
    """The cards' function, called as API Gateway does. Each answer must be a picture."""

    def __init__(self, runtime: CardRuntime) -> None:
        self.runtime = runtime
        self._handler = open_cards(runtime)

    def get(
        self,
        card: str = "recent",
        query: Mapping[str, str | Sequence[str]] | None = None,
        **rest: Any,
    ) -> Reply:
        """Ask for a card of rj, or by the query; `card` may be a path."""
        path = card if card.startswith("/") else f"/card/{card}.svg"
        return self.call(path, {"user": "rj"} if query is None else query, **rest)

    def shared(
        self, token: str, card: str = "recent.svg", query: Mapping[str, str] | None = None
    ) -> Reply:
        """Ask for a card with a share token."""
        variables = {"token": token, "card": card}
        path = SHARED.format(**variables)
        return self.call(path, query or {}, resource=SHARED, variables=variables)

    def call(self, path: str, query: Mapping[str, str | Sequence[str]], **rest: Any) -> Reply:
        """Send a request, and parse what comes back. `received`: when API Gateway got it."""
        received = rest.pop("received", 0)
        event = proxy_event(path, query, **rest)
        event["requestContext"]["requestTimeEpoch"] = int(received * 1000)
        answer = self._handler(event, None)
        reply = Reply(answer["statusCode"], answer["headers"], answer["body"])
        if reply.text:
            root = ET.fromstring(reply.text)  # noqa: S314 (our own XML)
            assert root.tag == "{http://www.w3.org/2000/svg}svg"
        return reply


@pytest.fixture
def pictures() -> Iterator[PictureServer]:
    """A server of pictures."""
    with PictureServer() as server:
        yield server


@pytest.fixture
def new_cards(
    environment: Mapping[str, str],
    pictures: PictureServer,
    clock: Callable[[], float],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[], Cards]:
    """Starts a further environment of the function, with the settings of that moment."""
    assert environment
    monkeypatch.setenv("LASTFM_PICTURES_ROOT", pictures.url)
    return lambda: Cards(CardRuntime.from_environment(clock=clock))


@pytest.fixture
def cards(new_cards: Callable[[], Cards]) -> Cards:
    """The function, on the test's clock."""
    return new_cards()


def text_of(reply: Reply) -> str:
    """Return all text of a card, a line for each element."""
    root = ET.fromstring(reply.text)  # noqa: S314 (our own XML)
    return "\n".join(filter(None, (text.strip() for text in root.itertext())))


def images_of(reply: Reply) -> list[str]:
    """Return the pictures of a card that are there."""
    root = ET.fromstring(reply.text)  # noqa: S314 (our own XML)
    links = [element.get("href", "") for element in root.iter() if element.tag.endswith("}image")]
    return [link for link in links if link]
