"""Exports a user's history into a file: `python -m tools.export --user rj <base URL>`.

KEY is a key of that user. The file is `rj.ndjson`, `rj.csv` or `rj.listenbrainz.jsonl`, in the
working directory. A history that is not imported yet is imported first. A stopped export goes on
where it was when it is started again. The exit code is 1 if the file holds another number of
scrobbles than Last.fm counts, or if the export was stopped.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.export.download import SUFFIXES, Download
from tools.export.gateway import ExportStopped, Gateway, Status
from tools.export.progress import ProgressBar
from tools.export.waiting import wait_for_import
from tools.smoke.client import Client, is_usable


def main(arguments: Sequence[str]) -> int:
    """Return exit code 0 for a whole history, 1 otherwise, 2 without a usable URL or key."""
    parser = argparse.ArgumentParser(prog="make export", description=__doc__)
    parser.add_argument("--user", required=True, help="whose history; KEY must be this user's")
    parser.add_argument("--format", choices=SUFFIXES, default="ndjson")
    parser.add_argument("url", nargs="?", default="", help="the gateway's base URL")
    parsed = parser.parse_args(arguments)
    key = os.environ.get("KEY", "")
    if not is_usable(parsed.url) or not key:
        print("Usage: make export URL=https://… KEY=rw_live_… LASTFM_USER=rj", file=sys.stderr)
        return 2
    gateway = Gateway(Client(parsed.url, key))
    bar = ProgressBar(sys.stderr)
    try:
        if gateway.holder().casefold() != parsed.user.casefold():
            print(f"KEY is not a key of {parsed.user}", file=sys.stderr)
            return 2
        wait_for_import(gateway, bar)
        download = Download(gateway, Path.cwd() / parsed.user, parsed.format)
        count = download.run(bar)
        return report(count, gateway.status(), download.file)
    except ExportStopped as stop:
        bar.end()
        print(f"{stop}. Run the same command again to go on", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        bar.end()
        print("Stopped. Run the same command again to go on", file=sys.stderr)
        return 1


def report(count: int, status: Status, file: Path) -> int:
    """Print how many scrobbles a file holds, compared with Last.fm. Return the exit code."""
    print(f"{file.name}: {count:,} scrobbles")
    if count == status.lastfm_total:
        print("Last.fm counts as many.")
        return 0
    print(f"Last.fm counts {status.lastfm_total:,}: {_reason(count, status)}.")
    return 1


def _reason(count: int, status: Status) -> str:
    if status.status != "complete":
        return f"the import is not complete, {status.scrobbles:,} are imported so far"
    if count != status.scrobbles:
        return "the history changed during the export; export it again"
    if status.verified_at is None:
        return "the history has not been compared with Last.fm yet"
    if count + status.not_stored == status.lastfm_total:
        return f"{status.not_stored:,} of them are malformed, or listed twice and stored once"
    return (
        f"they were last compared at {status.verified_at}, and HistoryRetentionMonths may leave "
        "out older ones"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
