"""The pages in a real browser, on the deployed stack: Chromium without a window."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import pytest
import urllib3

from lastfm_gateway.faces.pages.assets import VIEWER
from local.browser import NoBrowser, run_in_browser
from local.npm import ROOT
from local.stack import LocalStack
from tests.e2e.test_keys import make
from tests.e2e.test_pages import ASSETS
from tests.support.writer import Writer, new_writer
from tools.events import all_events

SCRIPTS: Final = ROOT / "tests" / "support" / "browser"

#: An address of its own, so that these tests spend no other test's quota.
ADDRESS: Final = {"X-Forwarded-For": "203.0.113.61"}
LOOKS: Final = [
    f"{scheme}, {size}" for scheme in ("light", "dark") for size in ("desktop", "phone")
]
PAGES: Final = ("/", "/docs", "/status")
HOSTILE: Final = '"><script>alert(1)</script>](x)\\ &amp;'
TRACK: Final = {"artist_name": "Mogwai <b>", "track_name": "Ritchie & Sacramento"}

http = urllib3.PoolManager(retries=False)


class Seen:
    """What the browser saw, by the name of the script that looked."""

    def __init__(self, results: Mapping[str, Mapping[str, Any]]) -> None:
        self._results = results

    def __getitem__(self, name: str) -> Any:
        """Return what a script saw. Fails the test if the script failed."""
        result = self._results[name]
        if "failure" in result:
            pytest.fail(f"{name}.mjs: {result['failure']}")
        return result["seen"]


@pytest.fixture(scope="module")
def listener(stack: LocalStack) -> Writer:
    """A user without scrobbles, whose overlay is watched."""
    assert stack.simulator_url
    return new_writer(stack.simulator_url)


@pytest.fixture(scope="module")
def seen(stack: LocalStack, listener: Writer) -> Seen:
    """One run of all scripts in one browser."""
    session = listener.session()
    made = make(stack, "key", listener.name, KIND="write", LASTFM_SESSION_KEY=session)
    write = made.splitlines()[0]  # the second line is the key for clients that want a UUID
    shared = http.request(
        "POST", f"{stack.base_url}/v1/keys/share", headers={"Authorization": f"Bearer {write}"}
    )
    share = shared.json()["key"]
    base = {"base": stack.base_url, "address": ADDRESS}
    told = {
        "looks": {**base, "paths": PAGES},
        "console": {**base, "artist": "Quarter Past Rain"},
        "configurator": {**base, "user": listener.name, "share": share, "hostile": HOSTILE},
        "scriptless": base,
        "docs": {**base, "viewer": str(ASSETS / VIEWER), "key": write},
        "origins": {**base, "requests": list(family_requests()), "key": write},
        "overlay": {**base, "share": share, "write": write, "track": TRACK},
    }
    try:
        return Seen(run_in_browser(SCRIPTS, told))
    except NoBrowser as lacking:
        pytest.skip(str(lacking))


def family_requests() -> Iterator[dict[str, Any]]:
    """Yield a request of each family and verb, from the sample events.

    Signing in is not for fetch: a browser goes there.
    """
    families = set()
    for path, text in all_events():
        event = json.loads(text)
        name = f"{event['httpMethod']} {path.parent.name}"
        if name in families or event["path"] == "/auth/login":
            continue
        families.add(name)
        query = urlencode(event["queryStringParameters"] or {})
        kinds = {key.lower(): value for key, value in event["headers"].items()}
        yield {
            "name": name,
            "verb": event["httpMethod"],
            "path": f"{event['path']}?{query}",
            "body": event["body"],
            "type": kinds.get("content-type"),
        }


FAMILIES: Final = [request["name"] for request in family_requests()]


@pytest.mark.parametrize("path", PAGES)
def test_page_asks_no_other_host_and_has_no_error(seen: Seen, stack: LocalStack, path: str) -> None:
    """Nothing in the browser's console, in any look."""
    looked = seen["looks"][path]
    assert looked["problems"] == []
    assert all(stack.base_url.startswith(f"http://{host}/") for host in looked["hosts"])


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_fits(seen: Seen, path: str, look: str) -> None:
    """No rule of axe-core is broken, nothing scrolls sideways, and dark is dark."""
    looked = seen["looks"][path]["looks"][look]
    assert looked["violations"] == []
    assert not looked["scrollsSideways"]
    assert looked["paper"] == ("rgb(20, 20, 20)" if "dark" in look else "rgb(255, 255, 255)")


def test_console_shows_a_miss_and_then_a_hit(seen: Seen, stack: LocalStack) -> None:
    """With the request, the status, the age, calls left and the body."""
    miss, hit = seen["console"]["answers"]
    assert miss["did-cache"].startswith("MISS")
    assert hit["did-cache"].startswith("HIT")
    assert hit["did-request"] == f"GET {stack.base_url}/artist/getInfo?artist=Quarter+Past+Rain"
    assert {miss["did-status"], hit["did-status"]} == {"200"}
    assert hit["did-age"].endswith(" s")
    assert hit["did-left"] == miss["did-left"]
    assert re.fullmatch(r"\d+ of \d+", hit["did-left"])
    assert re.fullmatch(r"\d+ ms", hit["did-took"])
    assert miss["keepsFocus"]
    assert hit["keepsFocus"]
    assert json.loads(hit["body"])["artist"]["name"] == "Quarter Past Rain"
    assert (seen["console"]["problems"], seen["console"]["violations"]) == ([], [])


def test_console_works_by_keyboard(seen: Seen) -> None:
    """Each stop is outlined, the navigation can be skipped, and the chosen route's fields show."""
    used = seen["console"]
    assert used["stops"][0]["name"] == "Skip to the content"
    assert used["skipped"] == "main"
    assert all(stop["outlined"] for stop in used["stops"])
    assert (used["first"], used["second"]) == (["artist"], ["artist", "limit"])


def test_forms_work_without_scripts(seen: Seen, stack: LocalStack) -> None:
    """The console opens its first route's answer; the configurator opens a card of each kind."""
    opened = seen["scriptless"]
    assert opened["console"]["url"] == f"{stack.base_url}/artist/getInfo?artist=Radiohead"
    assert opened["card"]["url"].startswith(f"{stack.base_url}/card/recent.svg?user=rj&")
    assert opened["top"]["url"].startswith(f"{stack.base_url}/card/top.svg?user=rj&")
    assert opened["card"]["type"].startswith("image/svg+xml")
    assert opened["problems"] == []


def test_configurator_draws_the_card_that_it_describes(
    seen: Seen, stack: LocalStack, listener: Writer
) -> None:
    """Once when it is in view and once after typing; each kind has the fields that it takes."""
    made = seen["configurator"]
    url = f"{stack.base_url}/card/recent.svg?user={listener.name}"
    assert (made["unseen"], made["whileTyping"], made["afterTyping"]) == (0, 0, 1)
    assert (made["own"]["source"], made["own"]["url"]) == (url, f"{url}&theme=light")
    assert made["own"]["alt"] == f"What {listener.name} played last, on Last.fm"
    assert made["own"]["width"] == 400
    assert {"type", "period", "count"} <= set(made["top"]["fields"])
    assert "loved" not in made["top"]["fields"]
    assert made["square"]["url"].endswith("theme=light&radius=0")
    assert made["problems"] == []
    assert all(stack.base_url.startswith(f"http://{host}/") for host in made["hosts"])


def test_configurator_makes_markdown_for_dark_and_light(seen: Seen, listener: Writer) -> None:
    """A picture element with both themes and a link to Last.fm; one theme is plain Markdown.

    The page itself shows the one that its reader prefers.
    """
    made = seen["configurator"]
    assert made["own"]["markdown"].splitlines() == [
        f'<a href="https://www.last.fm/user/{listener.name}"><picture>',
        f'  <source media="(prefers-color-scheme: dark)" srcset="{made["own"]["source"]}">',
        f'  <img alt="{made["own"]["alt"]}" src="{made["own"]["url"].replace("&", "&amp;")}">',
        "</picture></a>",
    ]
    assert made["plain"]["markdown"].startswith("[![What ")


def test_configurator_escapes_what_is_typed(seen: Seen) -> None:
    """A hostile name and title add no element to the HTML, and end no address in Markdown."""
    made = seen["configurator"]
    assert [name for name, _ in made["elements"]] == ["a", "picture", "source", "img"]
    [_, _, [_, source], [_, image]] = made["elements"]
    assert image["alt"] == f"What {HOSTILE} plays most, on Last.fm"
    assert source["srcset"].replace("theme=nord", "theme=light") == image["src"]
    parts = re.fullmatch(
        r"\[!\[((?:\\.|[^\]\\])*)\]\(([^()]*)\)\]\(([^()]*)\)", made["plain"]["markdown"]
    )
    assert parts
    alt, url, link = parts.groups()
    assert re.sub(r"\\(.)", r"\1", alt) == image["alt"]
    assert (url, link) == (image["src"], made["elements"][0][1]["href"])


def test_configurator_makes_cards_of_a_share_token(seen: Seen, stack: LocalStack) -> None:
    """The token is in the path, and the user's name is not."""
    shared = seen["configurator"]["shared"]
    url = shared["url"]
    assert 'href="https://www.last.fm/"' in shared["html"]
    assert "the owner" in shared["markdown"]
    assert url.startswith(f"{stack.base_url}/share/rw_share_")
    assert "/card/top.svg?theme=light" in url
    assert "user=" not in url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_configurator_is_accessible(seen: Seen, scheme: str) -> None:
    """On a phone, with all options shown and a card drawn."""
    assert seen["configurator"][scheme]["violations"] == []
    assert not seen["configurator"]["dark"]["wide"]


def test_docs_list_every_route_of_the_document(seen: Seen, stack: LocalStack) -> None:
    """Each verb and path once, and nothing else."""
    document = http.request("GET", f"{stack.base_url}/openapi.json").json()
    described = [
        f"{verb.upper()} {path}"
        for path, operations in document["paths"].items()
        for verb in operations
        if verb != "parameters"
    ]
    assert sorted(seen["docs"]["own"]["listed"]) == sorted(described)


def test_docs_try_a_route(seen: Seen, stack: LocalStack) -> None:
    """The answer shows, and no request left the deployment."""
    tried = seen["docs"]["own"]
    assert "200" in tried["said"]
    assert tried["problems"] == []
    assert all(stack.base_url.startswith(f"http://{host}/") for host in tried["hosts"])


def test_a_viewer_of_another_origin_tries_a_route_with_a_key(seen: Seen) -> None:
    """It reads the document, and the browser asks first whether it may send the key."""
    tried = seen["docs"]["foreign"]
    assert "200" in tried["said"]
    assert any("/artist/getInfo" in url for url in tried["preflights"])
    assert tried["problems"] == []


@pytest.mark.parametrize("sent", ["without", "with"])
@pytest.mark.parametrize("name", FAMILIES)
def test_page_of_another_origin_reads_every_family(seen: Seen, name: str, sent: str) -> None:
    """Answers and errors, `with` and `without` a key in Authorization; headers can be read too."""
    answer = seen["origins"]["answers"][name][sent]
    assert answer.get("readable"), answer
    assert answer["cache"]
    assert answer["status"] < 500


def test_browser_asked_first_for_each_path_with_a_key(seen: Seen, stack: LocalStack) -> None:
    """So the answers above went through real preflights."""
    asked = {url.partition("?")[0] for url in seen["origins"]["preflights"]}
    paths = {request["path"].partition("?")[0] for request in family_requests()}
    assert asked == {stack.base_url + path for path in paths}


def test_overlay_follows_a_track_within_one_poll(seen: Seen) -> None:
    """It asks again when X-Poll-After has passed and not before; names are text."""
    watched = seen["overlay"]
    assert watched["written"] == 200
    assert watched["before"]["status"] == "never"
    assert (watched["early"], watched["polls"]) == (1, 2)
    after = watched["after"]
    assert (after["title"], after["artist"]) == (TRACK["track_name"], TRACK["artist_name"])
    assert (after["status"], after["hidden"], after["wait"]) == ("playing", False, 10)
    assert after["elements"] == watched["before"]["elements"]
    assert after["paper"] == "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("theme", ["light", "dark", "clear"])
def test_overlay_is_accessible_and_asks_no_other_host(
    seen: Seen, stack: LocalStack, theme: str
) -> None:
    """While a track plays, on a narrow page."""
    watched = seen["overlay"]
    assert watched["violations"][theme] == []
    assert watched["problems"] == []
    assert all(stack.base_url.startswith(f"http://{host}/") for host in watched["hosts"])
