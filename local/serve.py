"""Serves MiniStack behind the Entrance: `python -m local.serve`, run by `local.stack`."""

import argparse
import asyncio
import os
import resource
import signal

import yaml
from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app  # type: ignore[import-untyped]  # untyped

from local.aws import ROOT
from local.entrance import Entrance
from local.processes import LOOPBACK
from local.routes import Routes

KEEP_ALIVE = 75  # seconds, MiniStack's own
STOPS_WITHIN = 2  # seconds


def main() -> None:
    """Listen on both ports of the loopback address until a signal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port of the local AWS")
    parser.add_argument(
        "--root-port", type=int, required=True, help="port of the API at the root path"
    )
    parser.add_argument("--stage", required=True)
    parser.add_argument(
        "--at-once",
        type=int,
        required=True,
        help="concurrent requests in one function; 0: no limit",
    )
    options = parser.parse_args()
    _, hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard_limit, hard_limit))
    document = yaml.load((ROOT / "openapi.yaml").read_text(), Loader=yaml.CSafeLoader)
    entrance = Entrance(
        app,
        Routes(document),
        stage=options.stage,
        root_port=options.root_port,
        at_once=options.at_once,
    )
    config = Config()
    config.bind = [f"{LOOPBACK}:{port}" for port in (options.port, options.root_port)]
    config.keep_alive_timeout = KEEP_ALIVE
    asyncio.run(serve(entrance, config, shutdown_trigger=_stopped))


async def _stopped() -> None:
    """Return at a signal. Idle connections get STOPS_WITHIN seconds, not their keep-alive time."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()
    loop.call_later(STOPS_WITHIN, os._exit, 0)


if __name__ == "__main__":
    main()
