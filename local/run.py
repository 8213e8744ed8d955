"""`make run`: serves the gateway on 127.0.0.1 until Ctrl-C.

Settings come from environment variables. PORT: the port (8080). PARAMETERS: template parameters, as
for `make deploy`. AT_ONCE: concurrent requests in one function (two per core; 0: no limit).
LASTFM_API_ROOT, LASTFM_API_KEY, LASTFM_SHARED_SECRET: an upstream other than the simulator.
"""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn
from urllib.parse import urlsplit

from local.parameters import declared_parameters, read_parameters
from local.processes import LocalStackError
from local.simulator import API_KEY, SHARED_SECRET
from local.stack import HIGHEST_PORT, LocalStack, Upstream, local_stack

LASTFM = "https://ws.audioscrobbler.com/2.0/"
EXAMPLES = (
    "artist/getInfo?artist=Radiohead",
    "chart/getTopTracks?limit=3",
    "user/getRecentTracks?user=rj&limit=2",
)


class Stopped(Exception):
    """The process received SIGINT or SIGTERM."""


def upstream_of_environment() -> Upstream | None:
    """Return the upstream of the environment variables; None means the simulator.

    A missing key or secret is made up, so that only the methods that need it fail.
    """
    root = os.environ.get("LASTFM_API_ROOT")
    key = os.environ.get("LASTFM_API_KEY")
    if not root and not key:
        return None
    secret = os.environ.get("LASTFM_SHARED_SECRET")
    return Upstream(root or LASTFM, key or API_KEY, secret or SHARED_SECRET)


def public_port() -> int:
    """Return the port of PORT, by default 8080. Raises LocalStackError for an invalid port."""
    text = os.environ.get("PORT", "8080")
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise LocalStackError(f"PORT is {text!r}, not a number from 1 to {HIGHEST_PORT}.")
    return int(text)


def at_once() -> int | None:
    """Return the number of AT_ONCE, None if unset. Raises LocalStackError for another value."""
    text = os.environ.get("AT_ONCE", "")
    if text and not (text.isascii() and text.isdecimal()):
        raise LocalStackError(f"AT_ONCE is {text!r}, not a whole number; 0 is no limit.")
    return int(text) if text else None


def parameters() -> dict[str, str]:
    """Return the template parameters of PARAMETERS. Raises LocalStackError if invalid."""
    text = os.environ.get("PARAMETERS", "")
    return read_parameters(text, declared_parameters()) if text.strip() else {}


def say(line: str) -> None:
    """Print one line and flush it."""
    print(line, flush=True)


def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Raise Stopped, and ignore further signals so that they do not interrupt the cleanup."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Stopped


def stop_on_signals() -> None:
    """Raise `Stopped` on SIGINT and SIGTERM."""
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


def serve(stack: LocalStack, *, keyed: bool) -> NoReturn:
    """Print the URLs and wait for a signal; `keyed`: the examples send a bearer key."""
    say(f"Base URL: {stack.base_url}")
    say(f"Home page: {stack.base_url}/")
    say(f"At the root, for clients that drop the path: {stack.root_url}")
    say("Try:")
    if keyed:
        say(f"  KEY=$(PORT={urlsplit(stack.endpoint_url).port} make -s key)")
    key = '-H "Authorization: Bearer $KEY" ' if keyed else ""
    for path in EXAMPLES:
        say(f"  curl -i {key}'{stack.base_url}/{path}'")
    say("Ctrl-C stops it.")
    while True:
        signal.pause()


def until_stopped(command: str, program: Callable[[], object]) -> int:
    """Run a program; return exit code 0 after a signal, 1 after a LocalStackError."""
    stop_on_signals()
    try:
        program()
    except LocalStackError as error:
        print(f"{command}: {error}", file=sys.stderr)
        return 1
    except Stopped:
        say("Stopped; nothing is left running.")
    return 0


def start() -> None:
    """Serve the gateway until a signal. Raises `LocalStackError`."""
    overrides = parameters()
    with local_stack(
        port=public_port(),
        upstream=upstream_of_environment(),
        say=say,
        overrides=overrides,
        at_once=at_once(),
    ) as stack:
        serve(stack, keyed=overrides.get("AccessMode") == "keyed")


def main() -> int:
    """Return exit code 0 after a signal, 1 when the stack cannot start."""
    return until_stopped("make run", start)


if __name__ == "__main__":
    sys.exit(main())
