"""Log lines of the deployed stack."""

from collections.abc import Iterator

import urllib3

from local import aws
from local.simulator import API_KEY, PASSWORDS, SHARED_SECRET, session_key
from local.stack import LocalStack

SENT = ("c0ffee" * 5 + "c0", "tokentoken" * 3, "signature" * 3, "sessionkey" * 3, "passpass1")

STATE, OWN = "5" * 64, "rw_live_" + "7" * 80

http = urllib3.PoolManager(retries=False)


def _lines(stack: LocalStack) -> Iterator[str]:
    logs = aws.session().client("logs", endpoint_url=stack.endpoint_url)
    for group in logs.describe_log_groups()["logGroups"]:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
        for page in pages:
            yield from (event["message"] for event in page["events"])


def test_no_secret_is_in_any_log(stack: LocalStack) -> None:
    """Valid and invalid keys, tokens, signatures, sessions and passwords stay out."""
    own_key, token, signature, session, password = SENT
    secrets = {"api_key": own_key, "api_sig": signature, "sk": session, "password": password}
    http.request("GET", f"{stack.base_url}/artist/getInfo", fields={**secrets, "artist": "Blur"})
    http.request("GET", f"{stack.base_url}/user/getInfo", fields={**secrets, "user": "rj"})
    http.request("GET", f"{stack.base_url}/nowhere", fields=secrets)
    http.request("GET", f"{stack.base_url}/auth/getSession", fields={"token": token})
    cookie = f"lastfm-gateway-sign-in={STATE}"
    for sent in ({}, {"Cookie": cookie}, {"Cookie": f"{cookie}.{OWN}"}):
        query = {"token": token, "state": STATE}
        http.request("GET", f"{stack.base_url}/auth/callback", fields=query, headers=sent)
    for path in ("/artist/getInfo", "/2.0/", "/auth/login", "/v1/keys"):
        query = {"api_key": OWN, "artist": f"x{OWN}", "method": "artist.getInfo"}
        bearer = {"Authorization": f"Bearer {OWN}"}
        http.request("GET", stack.base_url + path, fields=query, headers=bearer, redirect=False)
    form = {"username": "rj", "password": password}
    http.request("GET", f"{stack.base_url}/auth/getMobileSession", fields=form)
    for word, status in ((password, 403), (PASSWORDS["rj"], 200)):
        reply = http.request(
            "POST",
            f"{stack.base_url}/auth/getMobileSession",
            fields={"username": "rj", "password": word},
            encode_multipart=False,
        )
        assert reply.status == status
    written = "\n".join(_lines(stack))
    assert "UpstreamCalls" in written
    for secret in (*SENT, STATE, OWN, API_KEY, SHARED_SECRET, PASSWORDS["rj"], session_key("rj")):
        assert secret not in written
