"""Caches that others wrote, in front of the deployed stack: what they keep, and for whom.

nginx and Varnish stand for CloudFront, which does not run here. They decide by the gateway's
headers alone, and get what CloudFront would add: the secret and the viewer's address.
"""

import gzip
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import pytest
import urllib3

from lastfm_gateway import methods
from lastfm_gateway.keys.issue import issue_key
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.keys.token import KeyKind
from local import aws
from local.simulator import SECOND_API_KEY
from local.stack import LocalStack, local_stack
from tests.e2e.test_fairness import wait_for_a_closed_circuit
from tests.e2e.test_keys import sign_in
from tests.e2e.test_routes import EVENTS
from tests.support.shared_caches import OUTER, SharedCaches, missing, shared_caches
from tests.support.writer import Writer, new_writer

pytestmark = pytest.mark.skipif(
    bool(missing()), reason=f"Debian's packages are not installed: {' '.join(missing())}"
)

DOCS: Final = Path(__file__).parents[2] / "docs/edge.md"
#: With FRESHNESS_FACTOR, the seconds for which recent tracks stay fresh.
FRESH_FOR: Final = 6
FRESHNESS_FACTOR: Final = "0.2"
METHODS: Final = {method.route for method in methods.all_methods()}
CACHES: Final = ("nginx", "varnish")

http = urllib3.PoolManager(retries=False, maxsize=16)
_addresses = count()


class Exchange(NamedTuple):
    """A request through a cache, and its response."""

    cache: str
    path: str
    who: str
    outer: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_kept(self) -> bool:
        """Whether the cache answered, and not the gateway."""
        return self.outer not in {"MISS", "BYPASS", "EXPIRED", ""}

    @property
    def is_public(self) -> bool:
        """Whether a shared cache may store the response."""
        found = re.match(r"public, max-age=(\d+)", self.headers.get("Cache-Control", ""))
        return found is not None and int(found[1]) > 0

    @property
    def text(self) -> bytes:
        """The body without its encoding."""
        is_compressed = self.headers.get("Content-Encoding") == "gzip"
        return gzip.decompress(self.body) if is_compressed else self.body


class World(NamedTuple):
    """The stack, the caches before it, and its users' keys."""

    stack: LocalStack
    caches: SharedCaches
    secret: str
    hidden: Writer  # a user who hides their listening
    hidden_key: str
    bob: str
    share: str

    def send(  # noqa: PLR0913 (the parts of a request)
        self,
        cache: str,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        who: str = "anybody",
        verb: str = "GET",
        body: str | None = None,
        **headers: str,
    ) -> Exchange:
        """Send a request through a cache, or to the gateway (""), from an address of its own."""
        base = getattr(self.caches, cache) if cache else self.stack.root_url
        number = next(_addresses)
        edge = {
            "X-Cdn-Secret": self.secret,
            "X-Cdn-Host": "cdn.example",
            "CloudFront-Viewer-Address": f"198.18.{number // 250 % 250}.{number % 250 + 1}:40000",
        }
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        reply = http.request(
            verb,
            f"{base}{path}?{urlencode(query)}" if query else base + path,
            body=body,
            headers={**(edge if self.secret else {}), **sent},
            redirect=False,
            decode_content=False,
        )
        outer = reply.headers.get(OUTER, "")
        return Exchange(cache, path, who, outer, reply.status, reply.headers, reply.data)


def tell(stack: LocalStack, what: str, **fields: object) -> None:
    """Tell the simulator something by its admin API."""
    reply = http.request("POST", f"{stack.simulator_url}/admin/{what}", json=fields)
    assert reply.status == 200, reply.data


@pytest.fixture(scope="module")
def world(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Deploy one stack with Cdn=on, and start the caches before it."""
    settings = {"Cdn": "on", "FreshnessFactor": FRESHNESS_FACTOR, "CallerShare": "1"}
    settings |= {"RateLimitCalls": "5000", "UpstreamBudgetCalls": "50000"}
    with (
        local_stack(overrides=settings, template=template, at_once=1) as stack,
        shared_caches(stack.root_url, tmp_path_factory.mktemp("caches")) as caches,
    ):
        session, endpoint = aws.session(), stack.endpoint_url
        table = aws.deployed_stack(endpoint).outputs["KeysTableName"]
        store = KeyStore(session.client("dynamodb", endpoint_url=endpoint), table)

        def key(kind: KeyKind, user: str) -> str:
            return issue_key(store, kind, user, time.time()).text

        functions = aws.resources(endpoint, "AWS::Lambda::Function")
        settled = session.client("lambda", endpoint_url=endpoint).get_function_configuration(
            FunctionName=functions["TagFunction"]
        )
        assert stack.simulator_url
        hidden = new_writer(stack.simulator_url)
        tell(
            stack, "scrobbles", user=hidden.name, scrobbles=[[hidden.start, "Low", "Trust", "John"]]
        )
        tell(stack, "hidden", user=hidden.name, hidden=True)
        yield World(
            stack=stack,
            caches=caches,
            secret=settled["Environment"]["Variables"]["EDGE_SECRET"],
            hidden=hidden,
            hidden_key=sign_in(stack, hidden.name).json()["key"],
            bob=key("read", "bob"),
            share=key("share", "rj"),
        )


def samples(world: World) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield path and query of each GET route, about a user who hides their listening."""
    page = world.send("", "/docs").text.decode()
    [viewer] = re.findall(r'src="https://cdn.example(/docs/[^"]+)"', page)
    for event in EVENTS.values():
        if event["httpMethod"] != "GET" or event["path"] == "/v1/listening/export":
            continue
        path = re.sub(r"rw_share_\w+", world.share, event["path"])
        path = path.replace("/docs/rapidoc.js", viewer).replace(
            "/user/rj/", f"/user/{world.hidden.name}/"
        )
        query = event["queryStringParameters"] or {}
        yield (
            path,
            {name: world.hidden.name if value == "rj" else value for name, value in query.items()},
        )


def walk(world: World, cache: str, path: str, query: dict[str, str]) -> list[Exchange]:
    """Ask one route as everybody does, one after the other.

    Varnish asks the gateway for each request with Authorization: one shows that it still does.
    """
    owner, bob = (f"Bearer {key}" for key in (world.hidden_key, world.bob))
    zipped = {"Accept_Encoding": "gzip"}
    first = world.send(cache, path, query, **zipped)
    done = [first]
    if first.is_public:
        done.append(world.send(cache, path, query, who="again", **zipped))
        done.append(world.send(cache, path, query, who="plain"))
    if first.is_public and "ETag" in first.headers:
        held = {"If_None_Match": first.headers["ETag"], **zipped}
        done.append(world.send(cache, path, query, who="holder", **held))
    done.append(world.send(cache, path, query, who="owner", Authorization=owner))
    if cache == "nginx":
        done.append(world.send(cache, path, query, who="bob", Authorization=bob))
    if cache == "nginx" and (path in METHODS or path == "/2.0"):
        for who, api_key in (("owner's query", world.hidden_key), ("own key", SECOND_API_KEY)):
            done += [
                world.send(cache, path, {**query, "api_key": api_key}, who=who) for _ in range(2)
            ]
    done.append(world.send(cache, path, query, who="stranger", **zipped))
    if first.is_public:
        done.append(world.send(cache, path, query, who="head", verb="HEAD", **zipped))
    return done


@pytest.fixture(scope="module")
def walked(world: World) -> dict[str, list[list[Exchange]]]:
    """Each route through each cache, by cache: the exchanges of one route after the other."""
    by_function = defaultdict[str, list[tuple[str, dict[str, str]]]](list)
    for path, query in samples(world):
        by_function[path.removeprefix("/v1").split("/")[1]].append((path, query))

    def walk_all(routes: list[tuple[str, dict[str, str]]]) -> list[tuple[str, list[Exchange]]]:
        return [(it, walk(world, it, *route)) for route in routes for it in CACHES]

    with ThreadPoolExecutor(6) as pool:
        done = [found for each in pool.map(walk_all, by_function.values()) for found in each]
    return {cache: [route for it, route in done if it == cache] for cache in CACHES}


@pytest.mark.parametrize("cache", CACHES)
def test_only_public_answers_are_kept(walked: dict[str, Any], cache: str) -> None:
    """No error, no private answer, no cookie and no one's quota comes from a cache."""
    kept = [it for route in walked[cache] for it in route if it.is_kept]
    assert len(kept) > 100
    for it in kept:
        assert it.is_public, it
        assert it.status in {200, 304, 404}, it
        assert not {name for name in it.headers if name.lower().startswith("x-ratelimit")}, it
        assert "Set-Cookie" not in it.headers, it


@pytest.mark.parametrize("cache", CACHES)
def test_public_answers_are_kept_for_everybody(walked: dict[str, Any], cache: str) -> None:
    """The second request for a public answer reaches no gateway; nor do a 304 and HEAD."""
    routes = [route for route in walked[cache] if route[0].is_public]
    assert {"/", "/docs", "/openapi", "/artist/getInfo", "/2.0", "/v1/health"} <= {
        route[0].path for route in routes
    }
    for route in routes:
        for it in route:
            if it.who in {"again", "stranger", "holder", "head"}:
                assert it.is_kept, it
            if it.who == "holder":
                assert (it.status, it.body) == (304, b""), it
            if it.who == "head":
                assert (it.status, it.body) == (route[0].status, b""), it


@pytest.mark.parametrize("cache", CACHES)
def test_nobody_gets_what_another_asked_for_with_a_key(walked: dict[str, Any], cache: str) -> None:
    """Between two strangers come key holders: the strangers get the same, each holder their own."""
    differing = 0
    for route in walked[cache]:
        by = {it.who: it for it in route}
        assert by["stranger"].status == by["anybody"].status, by["stranger"]
        if not by["owner"].is_public:
            assert not [by[who] for who in ("owner", "bob") if who in by and by[who].is_kept]
            differing += by["owner"].text != by["stranger"].text
        if by["anybody"].status in {401, 403}:
            assert by["stranger"].text == by["anybody"].text
    assert differing > 20


def test_answers_to_keys_in_the_query_are_never_kept(walked: dict[str, Any]) -> None:
    """Neither to the gateway's keys nor to callers' own Last.fm keys, hits included."""
    keyed = [
        it for route in walked["nginx"] for it in route if it.who in {"owner's query", "own key"}
    ]
    assert len(keyed) > 100
    for it in keyed:
        assert not it.is_kept, it
        assert not it.is_public, it


@pytest.mark.parametrize("cache", CACHES)
def test_only_who_accepts_gzip_gets_it(walked: dict[str, Any], cache: str) -> None:
    """Behind API Gateway's compression, which adds no Vary of its own.

    What has one ETag has one body. A card may be drawn anew, or show an error on a busy machine.
    """
    compressed = same = 0
    for route in walked[cache]:
        by = {it.who: it for it in route}
        if "plain" in by:
            assert "Content-Encoding" not in by["plain"].headers, by["plain"]
            compressed += "Content-Encoding" in by["again"].headers
            tags = {by[who].headers.get("ETag") for who in ("again", "plain")}
            if len(tags) == 1 and None not in tags:
                assert by["again"].text == by["plain"].text, by["again"].path
                same += 1
    assert compressed > 10
    assert same > 10


def test_a_hidden_history_is_read_by_its_owner_alone(world: World) -> None:
    """The owner asks first, through every cache, by header and by query."""
    for cache in world.caches._fields:
        for path, query in (
            ("/user/getRecentTracks", {"user": world.hidden.name, "limit": "3"}),
            (
                "/2.0/",
                {"method": "user.getRecentTracks", "user": world.hidden.name, "format": "json"},
            ),
        ):
            bearer = f"Bearer {world.hidden_key}"
            own = [world.send(cache, path, query, Authorization=bearer) for _ in range(2)]
            assert [(it.status, it.is_kept) for it in own] == [(200, False)] * 2
            bob = world.send(cache, path, query, Authorization=f"Bearer {world.bob}")
            strangers = [world.send(cache, path, query) for _ in range(2)]
            for it in (bob, *strangers):
                assert (it.status, it.is_kept) == (403, False), it


@pytest.mark.parametrize("cache", CACHES)
def test_sessions_writes_and_sign_ins_are_never_kept(world: World, cache: str) -> None:
    """Neither a read with a session nor a POST, a preflight, or the cookie of a sign-in."""
    session = {"sk": world.hidden.session(), "format": "json"}
    hidden = {"method": "user.getRecentTracks", "user": world.hidden.name}
    for _ in range(2):
        for it in (
            world.send(cache, "/2.0/", hidden | session),
            world.send(cache, "/2.0/", verb="POST", body="method=tag.getInfo&tag=a"),
            world.send(cache, "/tag/getInfo", {"tag": "rock"}, verb="OPTIONS"),
            world.send(cache, "/auth/login"),
            world.send(cache, "/v1/me", Authorization=f"Bearer {world.bob}"),
            world.send(cache, f"/share/{world.share}/recent"),
        ):
            assert not it.is_kept, it
            assert not it.is_public or it.status == 200
    assert "Set-Cookie" in world.send(cache, "/auth/login").headers


def test_viewers_behind_a_cache_have_limits_of_their_own(world: World) -> None:
    """Each claims an address, which counts only with the secret."""
    query = {"tag": "nobody-asked-for", "api_key": SECOND_API_KEY}
    seen = [world.send("nginx", "/tag/getInfo", query) for _ in range(2)]
    assert [it.headers["X-RateLimit-Remaining"] for it in seen] == ["4999", "4999"]
    straight = [
        http.request("GET", world.caches.nginx + "/tag/getInfo", fields=query) for _ in range(2)
    ]
    left = [int(reply.headers["X-RateLimit-Remaining"]) for reply in straight]
    assert left[0] - left[1] == 1


def test_a_new_secret_is_believed_before_the_functions_learn_it(world: World) -> None:
    """And the one before it: a function reads the versions, as its role permits."""
    endpoint = world.stack.endpoint_url
    arn = aws.resources(endpoint, "AWS::SecretsManager::Secret")["EdgeSecret"]
    secrets = aws.session().client("secretsmanager", endpoint_url=endpoint)
    secrets.put_secret_value(SecretId=arn, SecretString='{"value": "renewed"}')
    for secret, is_believed in (("renewed", True), (world.secret, True), ("guessed", False)):
        it = world._replace(secret=secret).send("", "/geo/getTopTracks", {"country": "France"})
        assert it.is_public
        assert ("X-RateLimit-Remaining" not in it.headers) == is_believed, secret


def recent(world: World, cache: str, user: str) -> Exchange:
    """Ask for what a user played last."""
    return world.send(cache, "/user/getRecentTracks", {"user": user, "limit": "2"})


def age_of(it: Exchange) -> int:
    """Return the age that a cache tells."""
    return int(it.headers["Age"])


@pytest.mark.parametrize("is_cdn", [True, False])
def test_nothing_is_kept_longer_than_its_freshness(world: World, *, is_cdn: bool) -> None:
    """Caches that met an answer late drop it when the one that met it early does.

    nginx adds nothing to Age: behind Varnish its answers are older by the time since their Date.
    """
    assert world.stack.simulator_url
    user = new_writer(world.stack.simulator_url).name
    world = world if is_cdn else world._replace(secret="")
    caches = ("nginx", "varnish", "varnish_over_nginx")
    first = recent(world, "", user)
    begun = time.monotonic()
    inner = recent(world, "varnish_over_nginx", user)
    assert re.match(
        f"public, max-age=({FRESH_FOR}|{FRESH_FOR - 1}),", first.headers["Cache-Control"]
    )
    assert ("Age" in first.headers) != is_cdn
    time.sleep(FRESH_FOR * 0.6)
    late = [recent(world, cache, user) for cache in caches]
    again = [recent(world, cache, user) for cache in caches]
    if time.monotonic() - begun < FRESH_FOR * 0.9:  # else the machine was too slow to say
        assert [it.is_kept for it in again] == [True] * 3
        assert age_of(again[2]) >= 3
        for it in late[:2]:
            [left] = re.findall(r"max-age=(\d+)", it.headers["Cache-Control"])
            assert int(left) - (0 if is_cdn else age_of(it)) <= FRESH_FOR - 3
    time.sleep(max(0, begun + FRESH_FOR + 1.5 - time.monotonic()))
    after = [recent(world, cache, user) for cache in caches]
    assert [it.is_kept for it in after] == [False] * 3
    assert after[2].headers.get("X-Inner") != "HIT"
    assert inner.status == 200


@pytest.mark.parametrize("is_cdn", [True, False])
def test_a_stale_answer_is_not_renewed_by_a_cache(world: World, *, is_cdn: bool) -> None:
    """While Last.fm fails each request reaches the gateway, which answers at once."""
    assert world.stack.simulator_url
    user = new_writer(world.stack.simulator_url).name
    world = world if is_cdn else world._replace(secret="")
    assert recent(world, "", user).is_public
    time.sleep(FRESH_FOR + 1)
    tell(world.stack, "faults", fault="error:11", method="user.getRecentTracks")
    try:
        for cache in world.caches._fields:
            stale = [recent(world, cache, user) for _ in range(2)]
            for it in stale:
                assert (it.status, it.headers["X-Cache"], it.is_kept) == (200, "STALE", False)
                fresh = 0 if is_cdn else FRESH_FOR
                assert f"public, max-age={fresh}," in it.headers["Cache-Control"]
    finally:
        http.request("DELETE", f"{world.stack.simulator_url}/admin/faults")
        wait_for_a_closed_circuit(world.stack)


def test_documentation_is_kept_as_long_as_it_says(world: World) -> None:
    """The viewer's file for a year, the pages for minutes; the status varies by Accept."""
    page = world.send("", "/docs").text.decode()
    [viewer] = re.findall(r'src="https://cdn.example(/docs/[^"]+)"', page)
    for cache in CACHES:
        for path, seconds in (("/docs", 300), (viewer, 31_536_000), ("/openapi.json", 300)):
            kept = [world.send(cache, path) for _ in range(2)][1]
            assert kept.is_kept
            assert f"max-age={seconds}" in kept.headers["Cache-Control"]
        html = [world.send(cache, "/status", Accept="text/html") for _ in range(2)][1]
        json = world.send(cache, "/status", Accept="application/json")
        assert html.headers["Content-Type"].startswith("text/html")
        assert json.headers["Content-Type"].startswith("application/json")


def test_the_documented_table_is_what_the_gateway_sends(world: World) -> None:
    """Each example of docs/edge.md is sent, but for the one that needs an outage."""
    page = world.send("", "/docs").text.decode()
    [viewer] = re.findall(r'src="https://cdn.example/docs/([^"]+)"', page)
    known = {
        "{token}": world.share,
        "{asset}": viewer,
        "api_key=…": f"api_key={SECOND_API_KEY}",
        "sk=…": f"sk={world.hidden.session()}",
    }
    table = DOCS.read_text().partition("## What is kept")[2].partition("\n- ")[0]
    sent = 0
    for line in table.splitlines():
        cells = line.strip("| ").split(" | ")
        for example in re.findall("`(/[^`]*)`", cells[1]) if len(cells) == 4 else ():
            url = re.sub("|".join(map(re.escape, known)), lambda found: known[found[0]], example)
            bearer = f"Bearer {world.bob}" if "with a key" in cells[1] else "none"
            told = world.send("", url, Authorization=bearer).headers["Cache-Control"]
            allowed = [text.replace("N", r"\d+") for text in re.findall("`([^`]+)`", cells[2])]
            assert any(re.fullmatch(pattern, told) for pattern in allowed), (example, told)
            sent += 1
    assert sent > 15
