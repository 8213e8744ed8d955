"""`make run`: the gateway on 127.0.0.1 until Ctrl-C.

PORT (8080) moves it. PARAMETERS sets parameters of the template, as for `make deploy`. AT_ONCE is
how many requests one function takes at once (two a core; 0 lifts it). LASTFM_API_ROOT,
LASTFM_API_KEY and LASTFM_SHARED_SECRET point it at another upstream than the simulator.
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
    """SIGINT or SIGTERM came."""


def upstream_of_environment() -> Upstream | None:
    """Return the upstream that the environment names; None is the simulator.

    What it leaves out of key and secret is made up, so that only a method that needs it fails.
    """
    root = os.environ.get("LASTFM_API_ROOT")
    key = os.environ.get("LASTFM_API_KEY")
    if not root and not key:
        return None
    secret = os.environ.get("LASTFM_SHARED_SECRET")
    return Upstream(root or LASTFM, key or API_KEY, secret or SHARED_SECRET)


def public_port() -> int:
    """Return the port that PORT names, 8080 without it. Raises LocalStackError for no port."""
    text = os.environ.get("PORT", "8080")
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise LocalStackError(f"PORT is {text!r}, not a number from 1 to {HIGHEST_PORT}.")
    return int(text)


def at_once() -> int | None:
    """Return what AT_ONCE says, None without it. Raises LocalStackError for no number."""
    text = os.environ.get("AT_ONCE", "")
    if text and not (text.isascii() and text.isdecimal()):
        raise LocalStackError(f"AT_ONCE is {text!r}, not a whole number; 0 is no limit.")
    return int(text) if text else None


def parameters() -> dict[str, str]:
    """Return what PARAMETERS sets. Raises LocalStackError for a word that sets nothing."""
    text = os.environ.get("PARAMETERS", "")
    return read_parameters(text, declared_parameters()) if text.strip() else {}


def say(line: str) -> None:
    """Print one line at once, whatever stdout is."""
    print(line, flush=True)


def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End the serving; a second signal must not break off the cleaning up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Stopped


def stop_on_signals() -> None:
    """Have Ctrl-C, and what a supervisor sends, raise :class:`Stopped`."""
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


def serve(stack: LocalStack, *, keyed: bool) -> NoReturn:
    """Tell where the gateway is and wait for a signal; `keyed`: the examples show a key."""
    say(f"Base URL: {stack.base_url}")
    say(f"At the root, for clients that drop a path: {stack.root_url}")
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
    """Run a program: exit code 0 after a signal, 1 when it says that something cannot start."""
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
    """Serve what the environment asks for until a signal comes. Raises :class:`LocalStackError`."""
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
    """Exit code 0 after a signal, 1 when the stack cannot start."""
    return until_stopped("make run", start)


if __name__ == "__main__":
    sys.exit(main())
