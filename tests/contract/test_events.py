"""The committed events against the routes."""

from tools.events import EVENTS, all_events


def test_every_route_has_an_up_to_date_event() -> None:
    """Each route's event is committed as generated, and no other is: run `make events` if not."""
    generated = dict(all_events())
    assert set(EVENTS.rglob("*.json")) == set(generated)
    for path, text in generated.items():
        assert path.read_text(encoding="utf-8") == text
