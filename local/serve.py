"""Serves MiniStack behind the local entrance: `python -m local.serve`, run by `local.stack`."""

import argparse
import asyncio
import os
import resource
import signal

import yaml
from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app  # type: ignore[import-untyped]  # it has no types

from local.aws import ROOT
from local.entrance import Entrance
from local.processes import LOOPBACK
from local.routes import Routes

KEEP_ALIVE = 75  # seconds, MiniStack's own
STOPS_WITHIN = 2  # seconds


def main() -> None:
    """Listen on both ports of the loopback address until a signal comes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="of the local AWS and the stage")
    parser.add_argument("--root-port", type=int, required=True, help="of the API at the root")
    parser.add_argument("--stage", required=True)
    parser.add_argument("--at-once", type=int, required=True, help="in one function; 0: no limit")
    wish = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    document = yaml.load((ROOT / "openapi.yaml").read_text(), Loader=yaml.CSafeLoader)
    entrance = Entrance(
        app,
        Routes(document),
        stage=wish.stage,
        root_port=wish.root_port,
        at_once=wish.at_once,
    )
    config = Config()
    config.bind = [f"{LOOPBACK}:{port}" for port in (wish.port, wish.root_port)]
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
