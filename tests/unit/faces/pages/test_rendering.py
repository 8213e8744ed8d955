"""What the pages say: escaping, labels, landmarks, contrast, figures."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from lastfm_gateway import methods
from lastfm_gateway.faces.pages.connections import CONNECTIONS
from lastfm_gateway.faces.pages.console import ROUTES
from lastfm_gateway.faces.pages.docs import docs_page
from lastfm_gateway.faces.pages.home import home_page
from lastfm_gateway.faces.pages.page import source_of
from lastfm_gateway.faces.pages.status import status_of
from lastfm_gateway.faces.pages.status_page import drawing, status_page
from lastfm_gateway.limits.budget_grants import BudgetLimit
from lastfm_gateway.limits.upstream_state import UpstreamState
from lastfm_gateway.observability.activity import CallCounts, slot_of
from tools.openapi.routes import all_routes

ASSETS = Path(__file__).parents[4] / "functions/pages/assets"
BASE = "https://gateway.example/live"
HOSTILE = 'https://a"><script>alert(1)</script>'
BUDGET = BudgetLimit(1200, 300)
NOW = 1_700_000_000.0
FAILING = CallCounts.of([90, 5, 5, 40, 0, 30, 0, 2])
STATE = UpstreamState(
    is_closed=True, opens_for=0, calls_left=1100, activity={slot_of(NOW): FAILING}
)


def text(name: str) -> str:
    """Return an asset's text."""
    return (ASSETS / name).read_text(encoding="utf-8")


def page(name: str, base: str = BASE) -> str:
    """Return the HTML of a page."""
    style, script = text("style.css"), text("home.js")
    match name:
        case "home":
            made = home_page(base, style, script, needs_key=True, sign_in="open")
        case "docs":
            made = docs_page(base, "/docs/rapidoc.js", style, text("docs.js"))
        case _:
            made = status_page(base, style, status_of(STATE, BUDGET, NOW), max_age=10)
    return made.html()


class Elements(HTMLParser):
    """Collects the elements of a page, and refuses unbalanced ones."""

    VOID = frozenset({"meta", "link", "input", "line", "polyline"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without content."""
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element."""
        assert self._open.pop() == tag

    def of(self, *tags: str) -> list[dict[str, str | None]]:
        """Return the attributes of the elements with some tags."""
        return [attributes for tag, attributes in self.found if tag in tags]


@pytest.mark.parametrize("name", ["home", "docs", "status"])
def test_every_page_has_language_title_landmarks_and_a_way_past_the_navigation(name: str) -> None:
    """One h1, header, nav, main and footer; headings skip no level. RapiDoc brings its main."""
    elements = Elements(page(name))
    assert elements.of("html") == [{"lang": "en"}]
    for tag in ("title", "h1", "header", "nav", "rapi-doc" if name == "docs" else "main", "footer"):
        assert len(elements.of(tag)) == 1, tag
    levels = [int(tag[1]) for tag, _ in elements.found if re.fullmatch(r"h\d", tag)]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    [skip] = [link for link in elements.of("a") if link.get("class") == "skip"]
    [content] = [it for it in elements.of("main", "div") if it.get("id") == "main"]
    assert (skip["href"], content["tabindex"]) == ("#main", "-1")
    current = [link for link in elements.of("a") if link.get("aria-current")]
    assert len(current) == 1


@pytest.mark.parametrize("name", ["home", "docs", "status"])
def test_every_id_is_unique_and_every_field_has_a_label(name: str) -> None:
    """Each input and select is named by a label, each drawing and region by aria-label."""
    elements = Elements(page(name))
    ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {label["for"] for label in elements.of("label")}
    assert {field["id"] for field in elements.of("input", "select")} <= labelled
    for _, attributes in elements.found:
        if attributes.get("role") in ("img", "region"):
            assert attributes["aria-label"]
        if "aria-describedby" in attributes:
            assert attributes["aria-describedby"] in ids


@pytest.mark.parametrize("name", ["home", "docs", "status"])
def test_the_deployments_address_is_escaped(name: str) -> None:
    """A hostile address adds no element."""
    assert HOSTILE not in page(name, HOSTILE)
    clean, hostile = Elements(page(name)), Elements(page(name, HOSTILE))
    assert [tag for tag, _ in hostile.found] == [tag for tag, _ in clean.found]


@pytest.mark.parametrize("name", ["home", "docs", "status"])
def test_attribution_is_on_every_page(name: str) -> None:
    """Last.fm's terms ask to name it and to link to it."""
    links = {link["href"] for link in Elements(page(name)).of("a")}
    assert {"https://www.last.fm/", "https://www.last.fm/api/tos"} <= links


def test_console_tries_declared_routes_with_declared_parameters() -> None:
    """What the form sends is valid, and needs no key of Last.fm's."""
    for route in ROUTES:
        [method] = [method for method in methods.all_methods() if method.route == route.path]
        assert route.parameters.keys() <= method.parameters.declarations().keys()
        method.parameters.model_validate(route.parameters)


def test_connections_name_existing_routes() -> None:
    """Each path of this deployment on the home page is the path or the prefix of a route."""
    paths = [route.path for route in all_routes()]
    lines = "\n".join(line for connection in CONNECTIONS for line in connection.lines)
    for found in re.findall(r"\{base\}(/[\w./-]*)", lines):
        known = found.replace("TOKEN", "{token}").rstrip("/")
        assert any(path.startswith(known) for path in paths), found


def _colours(theme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", text("style.css"), re.DOTALL)[:2]
    return dict(re.findall(r"--([\w-]+): (#\w{6})", dark if theme == "dark" else light))


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        *((ink, paper, 4.5) for ink in ("ink", "soft", "accent") for paper in ("paper", "panel")),
        ("on-accent", "accent", 4.5),
        ("line", "paper", 3.0),
    ],
)
def test_contrast_meets_wcag_aa(theme: str, ink: str, paper: str, least: float) -> None:
    """4.5 for text, 3 for the borders of fields."""
    colours = _colours(theme)
    darker, lighter = sorted(_luminance(colours[name]) for name in (ink, paper))
    assert (lighter + 0.05) / (darker + 0.05) >= least


def test_inline_style_and_script_are_allowed_by_their_hash_only() -> None:
    """Scripts may not be inline otherwise; nothing may be framed or come from another host."""
    home = home_page(BASE, text("style.css"), text("home.js"), needs_key=False, sign_in="off")
    policy = home.security_policy()
    assert f"script-src {source_of(text('home.js'))}" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "auth/login" not in home.html()


def test_status_is_counted_from_the_hours_slots() -> None:
    """Twelve slots; 32 of 40 calls failed: degraded. Stale answers come from the cache too."""
    found = status_of(STATE, BUDGET, NOW)
    assert found["status"] == "degraded"
    assert found["lastfm"]["failures"] == {"8": 0, "11": 30, "16": 0, "29": 2}
    assert len(found["lastfm"]["hour"]) == 12
    assert found["lastfm"]["hour"][-1]["calls"] == 40
    assert found["cache"] == {"hits": 90, "stale": 5, "misses": 5, "hit_ratio": 0.95}
    assert found["budget"] == {"calls": 1200, "seconds": 300, "left": 1100}


@pytest.mark.parametrize(
    ("state", "word", "circuit"),
    [
        (UpstreamState(is_closed=True, opens_for=0, calls_left=9, activity={}), "ok", "closed"),
        (UpstreamState(is_closed=False, opens_for=7, calls_left=9, activity={}), "down", "open"),
        (
            UpstreamState(is_closed=False, opens_for=0, calls_left=9, activity={}),
            "down",
            "half-open",
        ),
    ],
)
def test_status_names_the_breakers_state(state: UpstreamState, word: str, circuit: str) -> None:
    """A quiet hour is no fault; its hit ratio is null."""
    found = status_of(state, BUDGET, NOW)
    assert (found["status"], found["lastfm"]["circuit"]) == (word, circuit)
    assert found["cache"]["hit_ratio"] is None


def test_status_page_is_complete_without_a_table() -> None:
    """Unknown figures are said to be unknown."""
    found = status_of(None, BUDGET, NOW)
    html = status_page(BASE, "", found, max_age=10).html()
    assert (found["status"], found["lastfm"], found["cache"]) == ("unknown", None, None)
    assert "cannot be read" in html
    assert "<svg" not in html


def test_drawing_stays_within_its_box() -> None:
    """Also with no calls, and with more failures than calls."""
    for calls, failed in ((0, 0), (3, 5), (10**6, 1)):
        hour = [{"calls": calls, "failures": {"8": failed}}] * 12
        points = re.findall(r"([\d.]+),([\d.]+)", drawing(hour))
        assert len(points) == 24
        assert all(0 <= float(x) <= 600 and 0 <= float(y) <= 120 for x, y in points)
