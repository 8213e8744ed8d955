"""The pages in a real browser, on the deployed stack: Chromium without a window."""

import json
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
    base = {"base": stack.base_url, "address": ADDRESS}
    told = {
        "looks": {**base, "paths": PAGES},
        "console": {**base, "artist": "Quarter Past Rain"},
        "scriptless": base,
        "docs": {**base, "viewer": str(ASSETS / VIEWER), "key": write},
        "origins": {**base, "requests": list(family_requests()), "key": write},
        "overlay": {**base, "share": shared.json()["key"], "write": write, "track": TRACK},
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
    assert json.loads(hit["body"])["artist"]["name"] == "Quarter Past Rain"
    assert (seen["console"]["problems"], seen["console"]["violations"]) == ([], [])


def test_console_works_by_keyboard(seen: Seen) -> None:
    """Each stop is outlined, the navigation can be skipped, and the chosen route's fields show."""
    used = seen["console"]
    assert used["stops"][0]["name"] == "Skip to the content"
    assert used["skipped"] == "main"
    assert all(stop["outlined"] for stop in used["stops"])
    assert (used["first"], used["second"]) == (["artist"], ["artist", "limit"])


def test_console_works_without_scripts(seen: Seen, stack: LocalStack) -> None:
    """The form opens the route's answer."""
    assert seen["scriptless"]["url"] == f"{stack.base_url}/artist/getInfo?artist=Radiohead"


def test_docs_list_every_route_of_the_document(seen: Seen, stack: LocalStack) -> None:
    """Each verb and path once, and nothing else."""
    document = http.request("GET", f"{stack.base_url}/openapi.json").json()
    described = [
        f"{verb} {path}"
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
    assert (watched["problems"], watched["violations"]) == ([], [])
