"""Fixtures of the integration tests: a database, a parameter store, a Last.fm."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import boto3
import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.admin.handler import admin_handler
from lastfm_gateway.faces.auth.handler import auth_handler
from lastfm_gateway.faces.listenbrainz.handler import listenbrainz_handler
from lastfm_gateway.faces.listening.handler import listening_handler
from lastfm_gateway.faces.nowplaying.handler import now_playing_handler
from lastfm_gateway.faces.rest.handler import family_handler
from lastfm_gateway.faces.scrobbler.worker import scrobbler_handler
from lastfm_gateway.faces.spotify.handler import top_items_handler
from lastfm_gateway.faces.webservice.handler import webservice_handler
from lastfm_gateway.keys.issue import IssuedKey, issue_key
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.keys.token import KeyKind
from lastfm_gateway.storage.sqs import BatchHandler
from local.aws_standin import (
    create_history_table,
    create_keys_table,
    create_table,
    moto_server,
    store_credentials,
)
from local.database import database
from local.simulator import Simulator
from tests.support.clock import Clock
from tests.support.patience import Patience
from tests.support.poller import create_queue
from tools.proxy_event import proxy_event

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from lastfm_gateway.http.handler import Handler

HANDLERS = {
    "auth": auth_handler,
    **dict.fromkeys(("admin", "keys"), admin_handler),
    **dict.fromkeys(("listening", "search", "feed"), listening_handler),
    **dict.fromkeys(("me", "tracks", "artists", "albums"), top_items_handler),
    **dict.fromkeys(("now-playing", "share"), now_playing_handler),
    "2.0": webservice_handler,
    "1": listenbrainz_handler,
}
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "eu-central-1",
}
_SESSION = boto3.Session(
    CREDENTIALS["AWS_ACCESS_KEY_ID"],
    CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    region_name=CREDENTIALS["AWS_DEFAULT_REGION"],
)


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, str]]:
    """The same AWS credentials and region for every test.

    boto3 keeps one session for the process, and that session keeps the first credentials it sees.
    A test that had others would break the tests after it: it fails itself instead.
    """
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    yield CREDENTIALS
    session = boto3.DEFAULT_SESSION
    kept = session.get_credentials() if session else None
    assert kept is None or kept.access_key == CREDENTIALS["AWS_ACCESS_KEY_ID"]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> Patience:
    """Lengthen all timeouts of the gateway, so that a slow machine decides no test."""
    return Patience(monkeypatch)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """One DynamoDB for all tests of a process; each test has a table of its own."""
    with database() as url:
        yield url


@pytest.fixture(scope="session")
def parameter_store_url() -> Iterator[str]:
    """One server for SSM, SQS and KMS, for all tests of a process."""
    with moto_server() as url:
        yield url


@pytest.fixture
def clock() -> Callable[[], float]:
    """The clock of the simulated Last.fm, which a test may move."""
    return Clock()


@pytest.fixture
def lastfm(clock: Callable[[], float]) -> Iterator[Simulator]:
    """A simulated Last.fm for one test, on the test's clock."""
    with Simulator(now=clock) as simulator:
        yield simulator


@cache
def _dynamodb(url: str) -> "DynamoDBClient":
    """Return a client for the set-up of all tests: making one takes longer than most requests."""
    return _SESSION.client("dynamodb", endpoint_url=url)


@pytest.fixture(scope="session")
def parameter_prefix(parameter_store_url: str) -> str:
    """Where the deployment's credentials are stored, for all tests that do not change them."""
    prefix = "/gateway/shared"
    store_credentials(_SESSION.client("ssm", endpoint_url=parameter_store_url), prefix)
    return prefix


@pytest.fixture(scope="session")
def session_key_arn(parameter_store_url: str) -> str:
    """The KMS key that encrypts sessions. No test changes it."""
    kms = _SESSION.client("kms", endpoint_url=parameter_store_url)
    return kms.create_key()["KeyMetadata"]["Arn"]


@pytest.fixture
def environment(  # noqa: PLR0913, PLR0917 (fixtures)
    monkeypatch: pytest.MonkeyPatch,
    credentials: Mapping[str, str],
    database_url: str,
    parameter_store_url: str,
    parameter_prefix: str,
    session_key_arn: str,
    lastfm: Simulator,
) -> Mapping[str, str]:
    """The environment of a deployed function, with new tables and the simulator's key."""
    made = {
        **credentials,
        "AWS_ENDPOINT_URL_DYNAMODB": database_url,
        "AWS_ENDPOINT_URL_SSM": parameter_store_url,
        "AWS_ENDPOINT_URL_SQS": parameter_store_url,
        "AWS_ENDPOINT_URL_KMS": parameter_store_url,
        "GATEWAY_TABLE": f"cache-{uuid4().hex}",
        "KEYS_TABLE": f"keys-{uuid4().hex}",
        "HISTORY_TABLE": f"history-{uuid4().hex}",
        "LASTFM_PARAMETER_PREFIX": parameter_prefix,
        "SESSION_KMS_KEY": session_key_arn,
        "LASTFM_API_ROOT": lastfm.url,
        "ADDRESS_KEY": "a key of the test's",
        "POWERTOOLS_SERVICE_NAME": f"test-{uuid4().hex}",  # a logger of its own
        "POWERTOOLS_METRICS_NAMESPACE": "test",
    }
    for name, value in made.items():
        monkeypatch.setenv(name, value)
    create_table(_dynamodb(database_url), made["GATEWAY_TABLE"])
    create_keys_table(_dynamodb(database_url), made["KEYS_TABLE"])
    create_history_table(_dynamodb(database_url), made["HISTORY_TABLE"])
    return made


@dataclass(frozen=True, slots=True)
class Reply:
    """A function's response."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.text)


class Functions:
    """The deployed functions, each in its own environment, called as API Gateway does."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def serve(self, family: str, handler: "Handler") -> None:
        """Use a handler for a family's paths."""
        self._handlers[family] = handler

    def get(
        self, path: str, query: Mapping[str, str | Sequence[str]] | None = None, **rest: Any
    ) -> Reply:
        """Call the function that serves a path."""
        family = path.removeprefix("/v1").split("/")[1]
        if family not in self._handlers:
            handler = HANDLERS.get(family)
            self._handlers[family] = handler() if handler else family_handler(family)
        event = proxy_event(path, query, **{"resource": path.rstrip("/"), **rest})
        answer = self._handlers[family](event, None)
        return Reply(answer["statusCode"], answer["headers"], answer["body"])

    def post(self, path: str, **form: str) -> Reply:
        """Post an urlencoded form."""
        return self.get(path, verb="POST", body=urlencode(form))

    def call_method(self, method: str, **parameters: str) -> Reply:
        """Call a method of the web service by GET."""
        return self.get("/2.0/", {"method": method, **parameters})


@pytest.fixture
def functions(environment: Mapping[str, str]) -> Functions:
    """Functions in the environment of a deployment, none started yet."""
    assert environment
    return Functions()


@dataclass(frozen=True, slots=True)
class Queues:
    """The URLs of the queue of scrobbles and of its dead-letter queue."""

    waiting: str
    failures: str


@pytest.fixture
def queues(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Queues:
    """Queues for one test, in the environment of all functions."""
    assert environment
    made = Queues(create_queue(), create_queue())
    monkeypatch.setenv("SCROBBLE_QUEUE_URL", made.waiting)
    monkeypatch.setenv("SCROBBLE_FAILURES_URL", made.failures)
    return made


@pytest.fixture
def worker(queues: Queues, monkeypatch: pytest.MonkeyPatch) -> BatchHandler:
    """The scrobble worker, with postponed messages visible again at once."""
    assert queues
    monkeypatch.setattr("lastfm_gateway.faces.scrobbler.worker.pause_after", lambda _: 0.001)
    monkeypatch.setattr(
        "lastfm_gateway.scrobbling.queue.ScrobbleQueue.postpone",
        lambda self, receipt, _: self._call(
            lambda client: client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=0
            )
        ),
    )
    return scrobbler_handler()


def begin_sign_in(
    functions: Functions, query: Mapping[str, str] | None = None, **headers: str
) -> tuple[dict[str, str], str]:
    """Begin to sign in as a browser does; return the header with its cookie, and the state."""
    login = functions.get("/auth/login", query, headers=headers)
    assert login.status == 302, login.text
    [page] = parse_qs(urlsplit(login.headers["Location"]).query)["cb"]
    [state] = parse_qs(urlsplit(page).query)["state"]
    return {"Cookie": login.headers["Set-Cookie"].partition(";")[0]}, state


def sign_in(functions: Functions, token: str, **headers: str) -> Reply:
    """Sign in with a token that its user has approved, in one browser from end to end."""
    cookie, state = begin_sign_in(functions)
    query = {"token": token, "state": state}
    return functions.get("/auth/callback", query, headers={**cookie, **headers})


def new_key(kind: KeyKind = "read", user: str = "rj", *, expires: int | None = None) -> str:
    """Issue a key without a session, as the command does."""
    return issue_key(_key_store(), kind, user, time.time(), expires=expires).text


def new_session_key(kind: KeyKind, user: str, session: str) -> IssuedKey:
    """Issue a key with a session of its user, such as a write key."""
    encrypted = Runtime.from_environment().cipher.encrypt(session, user)
    return issue_key(_key_store(), kind, user, time.time(), encrypted_session=encrypted)


def _key_store() -> KeyStore:
    table = os.environ["KEYS_TABLE"]
    return KeyStore(_dynamodb(os.environ["AWS_ENDPOINT_URL_DYNAMODB"]), table)


def bearer(key: str) -> dict[str, str]:
    """Return the Authorization header with a bearer key."""
    return {"Authorization": f"Bearer {key}"}
