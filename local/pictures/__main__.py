"""`make pictures`: photographs a local deployment for the README, into docs/pictures.

The listener and the music are the simulator's, so nobody real is shown. It needs Chromium.
"""

import sys
from base64 import b64decode
from pathlib import Path
from typing import Final

import urllib3

from local.browser import NoBrowser, run_in_browser
from local.npm import ROOT
from local.processes import LocalStackError
from local.stack import LocalStack, local_stack

PICTURES: Final = ROOT / "docs" / "pictures"
#: Bytes of a picture: a README is read on phones.
MOST_BYTES: Final = 150_000
USER: Final = "morning-listener"

PLAYING: Final = {"artist": "Quarter Past Rain", "track": "Amber Umbrella"}
#: Artist, track and how many hours ago it was played.
_PLAYED: Final = (
    ("Glass Harbour", "Restless Mirror", 0.1),
    ("Nordlicht", "Distant Number", 1.4),
    ("Velvet Antenna", "Midnight Garden", 3.2),
    ("Silent Marmots", "Kind Window", 26.0),
    ("Glass Harbour", "Amber River", 27.0),
    ("Nordlicht", "Kind Signal", 50.0),
    ("Glass Harbour", "Restless Mirror", 51.0),
)
_SCRIPTS: Final = Path(__file__).parent
_http: Final = urllib3.PoolManager(retries=False)


def main() -> int:
    """Photograph each page. Return 1 with a word if that fails."""
    try:
        with local_stack(say=print) as stack:
            listen(stack)
            result = run_in_browser(_SCRIPTS, {"shots": {"base": stack.base_url, "user": USER}})
    except (LocalStackError, NoBrowser) as failed:
        print(failed, file=sys.stderr)
        return 1
    if "failure" in result["shots"]:
        print(result["shots"]["failure"], file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    sizes = [write(name, b64decode(png)) for name, png in result["shots"]["seen"].items()]
    return int(max(sizes) > MOST_BYTES)


def listen(stack: LocalStack) -> None:
    """Add a listener to the simulator, with scrobbles and a track that plays."""
    person = {"name": USER, "password": "made up"}
    tell(stack, "people", person)
    now = _http.request("GET", f"{stack.simulator_url}/admin/clock").json()["now"]
    rows = [[int(now - hours * 3600), artist, "", track] for artist, track, hours in _PLAYED]
    tell(stack, "scrobbles", {"user": USER, "scrobbles": rows})
    tell(stack, "now-playing", {"user": USER, **PLAYING})


def tell(stack: LocalStack, path: str, body: object) -> None:
    """Send a command to the simulator."""
    reply = _http.request("POST", f"{stack.simulator_url}/admin/{path}", json=body)
    if reply.status != 200:  # noqa: PLR2004 (OK)
        raise LocalStackError(f"The simulator refused {path}: {reply.data!r}")


def write(name: str, png: bytes) -> int:
    """Write a picture, and return its size in bytes."""
    path = PICTURES / f"{name}.png"
    path.write_bytes(png)
    print(f"{path.relative_to(ROOT)}: {len(png) / 1000:.0f} kB")
    return len(png)


if __name__ == "__main__":
    sys.exit(main())
