"""A client that calls the simulator's service without a socket, at a fixed time."""

import json
from dataclasses import dataclass, field
from typing import Any

from local.simulator import API_KEY, SHARED_SECRET, session_key, sign
from local.simulator.reply import Reply
from local.simulator.service import Request, Service

NOW = 1_795_200_000  # Friday, 20 November 2026, 18:40 UTC

# Parameters that satisfy every method which needs no session.
EVERYTHING = {
    "artist": "Radiohead",
    "album": "OK Computer",
    "track": "Creep",
    "user": "rj",
    "tag": "rock",
    "country": "United States",
    "taggingtype": "artist",
}


@dataclass
class InProcess:
    """Calls one service with one application's key."""

    service: Service = field(default_factory=Service)
    now: int = NOW

    def reply(self, method: str, **parameters: str) -> Reply:
        """Call by GET, in JSON unless another format is given."""
        query = {"method": method, "api_key": API_KEY, "format": "json", **parameters}
        return self.service.answer(Request("GET", query, {}), self.now)

    def json(self, method: str, **parameters: str) -> Any:
        """Call by GET and read the answer."""
        return json.loads(self.reply(method, **parameters).body)

    def signed(self, method: str, **parameters: str) -> Reply:
        """Call by POST, signed."""
        form = {"method": method, "api_key": API_KEY, "format": "json", **parameters}
        form = {**form, "api_sig": sign(form, SHARED_SECRET)}
        return self.service.answer(Request("POST", {}, form), self.now)

    def write(self, method: str, user: str = "newcomer", **parameters: str) -> Any:
        """Call by POST, signed and with a user's session, and read the answer."""
        return json.loads(self.signed(method, sk=session_key(user), **parameters).body)
