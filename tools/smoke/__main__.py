"""`python -m tools.smoke <base URL>`: prints what differs from the docs; exit code 1 if anything.

KEY in the environment is a read key of the gateway's own: then the faces under /v1 are tried too.
It makes about twenty calls to Last.fm, and writes nothing.
"""

import os
import sys
from urllib.parse import urlsplit

from tools.smoke import caching, errors, faces, signing_in
from tools.smoke.client import Client, Unanswered

CHECKS = (
    *faces.CHECKS,
    *caching.CHECKS,
    *errors.CHECKS,
    *signing_in.CHECKS,
)

_LOCAL = frozenset({"127.0.0.1", "localhost"})


def smoke(client: Client) -> list[str]:
    """Return what differs, a sentence each; an answer that does not come is one too."""
    found: list[str] = []
    for check in CHECKS:
        try:
            found += check(client)
        except Unanswered as fault:
            found.append(str(fault))
    return found + client.without_headers()


def main(arguments: list[str]) -> int:
    """Exit code 0 when all is as promised, 1 when not, 2 without a usable address."""
    parts = urlsplit(arguments[0] if len(arguments) == 1 else "")
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        print("make smoke URL=https://… [KEY=rw_live_…]", file=sys.stderr)
        return 2
    client = Client(arguments[0], os.environ.get("KEY", ""))
    found = smoke(client)
    for line in found:
        print(f"DIFFERS  {line}")
    skipped = "" if client.key else " Without KEY, the faces under /v1 were only asked for a key."
    print(f"{client.asked} requests, {len(found)} differences.{skipped}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
