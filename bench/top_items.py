"""A page of fifty top tracks for Spotify's clients: its calls to Last.fm, cold and warm."""

import os
import time
from typing import Any, Final
from unittest.mock import patch

import boto3

from bench.counting import counted
from bench.rig import Rig, quiet
from lastfm_gateway.adapters.keys import KeyTable
from lastfm_gateway.faces.top_items import top_items_handler
from lastfm_gateway.issuing import issue
from tests.support.aws import create_table
from tools.proxy_event import proxy_event

#: What a function's environment names for faces that ask for a key. Nothing is sealed here.
KEYS: Final = {"KEYS_TABLE": "keys-of-top-items", "SESSION_KMS_KEY": "none"}


def measure(rig: Rig) -> dict[str, Any]:
    """Return the calls of a cold page and of the same page again."""
    with patch.dict(os.environ, KEYS):
        create_table(KEYS["KEYS_TABLE"])
        keys = KeyTable(boto3.client("dynamodb"), KEYS["KEYS_TABLE"])
        key = issue(keys, "read", "rj", time.time()).text
        handler = top_items_handler()
        event = proxy_event(
            "/v1/me/top/tracks",
            {"limit": "50"},
            resource="/v1/me/top/{type}",
            variables={"type": "tracks"},
            headers={"Authorization": f"Bearer {key}"},
        )
        figures: dict[str, Any] = {}
        for state in ("cold", "warm"):
            asked = len(rig.lastfm.log)
            with counted() as units, quiet():
                answer = handler(event, None)
            if answer["statusCode"] != 200:  # noqa: PLR2004 (HTTP's OK)
                raise RuntimeError(answer["body"])
            figures[f"top_items_{state}_calls"] = len(rig.lastfm.log) - asked
            figures[f"top_items_{state}_dynamodb_calls"] = units.calls
        return figures
