"""Runs the simulator until SIGINT or SIGTERM: `python -m local.simulator`."""

import argparse
import signal
import threading

from local.simulator import Simulator


def main() -> None:
    """Listen, and print the URL."""
    parser = argparse.ArgumentParser(prog="python -m local.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--host", default="127.0.0.1", help="only containers need another address")
    options = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Simulator(port=options.port, host=options.host) as simulator:
        print(f"Simulator: {simulator.url}", flush=True)
        stop.wait()


main()
