"""Smoke test: `python -m tools.smoke <base URL>` prints differences from the docs.

With a read key of the gateway in the environment variable KEY, it tests the faces under /v1 too. It
makes about twenty calls to Last.fm and writes nothing. With AccessMode=keyed, KEY is required.
The exit code is 1 if anything differs.
"""

import os
import sys
from typing import Final

from tools.smoke import caching, errors, faces, signing_in
from tools.smoke.client import Client, NoResponse, is_usable

CHECKS = (
    *faces.CHECKS,
    *caching.CHECKS,
    *errors.CHECKS,
    *signing_in.CHECKS,
)

_UNAUTHORIZED: Final = 401


def smoke(client: Client) -> list[str]:
    """Return a message for each difference, missing responses included."""
    found: list[str] = []
    for check in CHECKS:
        try:
            found += check(client)
        except NoResponse as fault:
            found.append(str(fault))
    return found + client.without_headers()


def key_problem(client: Client) -> str:
    """Return why the gateway refuses every request of this client; empty if it does not.

    `/2.0/` without a method costs no call, and requires a key where AccessMode does.
    """
    try:
        status = client.get("/2.0/").status
    except NoResponse:
        return ""
    if status != _UNAUTHORIZED:
        return ""
    if client.key:
        return "this deployment refuses the key in KEY (401)"
    return "this deployment requires a key (AccessMode=keyed): run make smoke with KEY=rw_live_…"


def main(arguments: list[str]) -> int:
    """Return exit code 0 if nothing differs, 1 if something does, 2 without a usable URL or key."""
    if len(arguments) != 1 or not is_usable(arguments[0]):
        print("Usage: make smoke URL=https://… [KEY=rw_live_…]", file=sys.stderr)
        return 2
    client = Client(arguments[0], os.environ.get("KEY", ""))
    if problem := key_problem(client):
        print(problem, file=sys.stderr)
        return 2
    found = smoke(client)
    for line in client.notes:
        print(f"NOTE     {line}")
    for line in found:
        print(f"DIFFERS  {line}")
    skipped = "" if client.key else " Without KEY, the faces under /v1 were only tested for 401."
    print(f"{client.request_count} requests, {len(found)} differences.{skipped}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
