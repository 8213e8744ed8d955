"""Keys and the listening face on the deployed stack, with IAM roles enforced."""

import json
import os
import subprocess
from urllib.parse import urlsplit

import pytest
import urllib3

from local import aws
from local.simulator import session_key
from local.stack import LocalStack

#: An address for each list: a year's sparklines take half of a caller's limit.
CALLERS = {"artists": "203.0.113.1", "albums": "203.0.113.2", "tracks": "203.0.113.3"}

http = urllib3.PoolManager(retries=False)


def make(stack: LocalStack, target: str, user: str = "rj", **variables: str) -> str:
    """Return the output of `make` for the running stack, with environment variables."""
    port = str(urlsplit(stack.endpoint_url).port)
    command = ["make", "-s", target, f"LASTFM_USER={user}"]
    env = {**os.environ, "PORT": port, **variables}
    made = subprocess.run(
        command, cwd=aws.ROOT, env=env, check=True, capture_output=True, text=True
    )
    return made.stdout.strip()


def sign_in(
    stack: LocalStack, user: str, *, at: str = "", keeps_cookie: bool = True, **headers: str
) -> urllib3.BaseHTTPResponse:
    """Sign in as a browser does, at the address that the gateway returns, or at another."""
    begin = at or http.request("GET", f"{stack.base_url}/auth/url").json()["auth_url"]
    begun = http.request("GET", begin, redirect=False)
    consented = http.request("GET", f"{begun.headers['Location']}&user={user}", redirect=False)
    if keeps_cookie:
        headers["Cookie"] = begun.headers["Set-Cookie"].partition(";")[0]
    return http.request("GET", consented.headers["Location"], headers=headers)


@pytest.fixture(scope="module")
def admin(stack: LocalStack) -> dict[str, str]:
    """The header with the first admin key, as `make admin-key` prints it."""
    return {"Authorization": f"Bearer {make(stack, 'admin-key')}"}


def test_key_is_issued_used_listed_and_revoked(stack: LocalStack, admin: dict[str, str]) -> None:
    """A revoked key is refused at once."""
    keys = f"{stack.base_url}/v1/admin/keys"
    made = http.request("POST", keys, headers=admin, body=json.dumps({"user": "rj"}))
    assert made.status == 201
    key = {"Authorization": f"Bearer {made.json()['key']}"}
    listed = http.request("GET", keys, headers=admin).json()["data"]
    assert made.json()["id"] in {row["id"] for row in listed}
    top = f"{stack.base_url}/v1/listening/top/tracks"
    assert http.request("GET", top, headers=key).json()["data"]
    assert http.request("GET", keys, headers=key).status == 403
    assert http.request("DELETE", f"{keys}/{made.json()['id']}", headers=admin).status == 204
    refused = http.request("GET", top, headers=key)
    assert (refused.status, refused.json()) == (401, {"error": "Unauthorized", "status": 401})


@pytest.mark.parametrize("kind", CALLERS)
def test_read_key_reads_each_list_with_sparklines(stack: LocalStack, kind: str) -> None:
    """`make key` prints the key, and the sparklines are complete."""
    key = {"Authorization": f"Bearer {make(stack, 'key')}"}
    url = f"{stack.base_url}/v1/listening/top/{kind}"
    query = {"period": "12month", "include_sparklines": "true"}
    caller = {"X-Forwarded-For": CALLERS[kind]}
    reply = http.request("GET", url, fields=query, headers={**key, **caller})
    assert reply.status == 200
    lines = [row["sparkline"] for row in reply.json()["data"]]
    assert {len(line["points"]) for line in lines} == {52}
    assert not any("partial" in line for line in lines)
    held = {**key, "If-None-Match": reply.headers["ETag"]}
    assert http.request("GET", url, fields=query, headers=held).status == 304


def test_signed_in_user_reads_a_hidden_history(stack: LocalStack) -> None:
    """KMS encrypts the session at the callback and decrypts it for the read."""
    signed_in = sign_in(stack, "hermit").json()
    key = {"Authorization": f"Bearer {signed_in['key']}"}
    url = f"{stack.base_url}/v1/listening/top/tracks"
    query = {"period": "7day", "include_sparklines": "true"}
    assert http.request("GET", url, fields=query, headers=key).status == 200


def test_signed_in_user_reads_a_hidden_history_on_every_face(stack: LocalStack) -> None:
    """The roles of the families and of `/2.0/` decrypt the session; others are refused."""
    key = sign_in(stack, "hermit").json()["key"]
    header = {"Authorization": f"Bearer {key}"}
    calls = {
        "/user/getRecentTracks": {"user": "Hermit"},
        "/artist/getInfo": {"artist": "Radiohead", "username": "hermit"},
        "/album/getTags": {"artist": "Radiohead", "album": "OK Computer", "user": "hermit"},
        "/track/getInfo": {"artist": "Radiohead", "track": "Creep", "username": "hermit"},
        "/library/getArtists": {"user": "hermit"},
        "/2.0/": {"method": "user.getRecentTracks", "user": "hermit", "format": "json"},
    }
    http.request("DELETE", f"{stack.simulator_url}/admin/log")
    for path, query in calls.items():
        own = http.request("GET", stack.base_url + path, fields=query, headers=header)
        assert (own.status, own.headers["X-Cache"]) == (200, "MISS"), (path, own.data)
        again = http.request("GET", stack.base_url + path, fields={**query, "api_key": key})
        assert (again.headers["X-Cache"], again.data) == ("HIT", own.data)
        assert again.headers["Cache-Control"].startswith("private")
    log = http.request("GET", f"{stack.simulator_url}/admin/log").json()
    made = [call["parameters"] for call in log if "hermit" in str(call).lower()]
    signed = ["sk" in sent for sent in made if "from" not in sent]  # no import's
    assert signed == [True] * len(calls)
    for path in ("/user/getRecentTracks", "/2.0/"):
        stranger = http.request("GET", stack.base_url + path, fields=calls[path])
        assert (stranger.status, stranger.json()["error"]) == (403, 17)


def test_another_browser_cannot_finish_a_sign_in(stack: LocalStack) -> None:
    """Without the cookie the callback is 403: no session, no key."""
    refused = sign_in(stack, "rj", keeps_cookie=False)
    assert refused.status == 403
    assert b"session" not in refused.data


def test_browser_gets_its_key_on_a_page(stack: LocalStack) -> None:
    """`Accept: text/html` reaches the function through API Gateway."""
    page = sign_in(stack, "rj", Accept="text/html,*/*;q=0.8")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert b"rw_live_" in page.data


def test_holder_lists_and_revokes_their_own_keys(stack: LocalStack) -> None:
    """The admin function's role reads the index and deletes one of two keys."""
    keys = f"{stack.base_url}/v1/keys"
    first, second = ({"Authorization": f"Bearer {make(stack, 'key', 'newcomer')}"} for _ in "ab")
    ids = [header["Authorization"][15:31] for header in (first, second)]
    listed = http.request("GET", keys, headers=first).json()["data"]
    assert set(ids) <= {row["id"] for row in listed}
    others = {"Authorization": f"Bearer {make(stack, 'key', 'hermit')}"}
    assert http.request("DELETE", f"{keys}/{ids[1]}", headers=others).status == 404
    assert http.request("DELETE", f"{keys}/{ids[1]}", headers=first).status == 204
    assert http.request("GET", keys, headers=second).status == 401
    assert http.request("DELETE", f"{keys}/{'x' * 3000}", headers=first).status == 400


def test_write_keys_are_made_on_the_command_line_and_by_the_admin_route(
    stack: LocalStack, admin: dict[str, str]
) -> None:
    """Both check the session at Last.fm and encrypt it with KMS."""
    session = session_key("newcomer")
    printed = make(stack, "key", "newcomer", KIND="write", LASTFM_SESSION_KEY=session)
    key, second = printed.split()
    assert (key[:9], len(second)) == ("rw_write_", 36)
    keys = f"{stack.base_url}/v1/keys"
    bearer = {"Authorization": f"Bearer {key}"}
    body = {"user": "newcomer", "kind": "write", "session_key": session}
    made = http.request(
        "POST", f"{stack.base_url}/v1/admin/keys", headers=admin, body=json.dumps(body)
    )
    assert (made.status, made.json()["kind"]) == (201, "write")
    assert len(made.json()["listenbrainz_token"]) == 36
    listed = http.request("GET", keys, headers=bearer).json()["data"]
    assert {key[9:25], made.json()["id"]} <= {row["id"] for row in listed}
    for refused in ("0" * 32, session_key("hermit")):
        with pytest.raises(subprocess.CalledProcessError) as failure:
            make(stack, "key", "newcomer", KIND="write", LASTFM_SESSION_KEY=refused)
        assert "No key was made" in failure.value.stderr
        assert refused not in failure.value.stderr


def test_share_token_is_made_listed_and_revoked(stack: LocalStack) -> None:
    """It is no key of the other routes."""
    keys = f"{stack.base_url}/v1/keys"
    bearer = {"Authorization": f"Bearer {make(stack, 'key', 'newcomer')}"}
    made = http.request("POST", f"{keys}/share", headers=bearer)
    assert (made.status, made.json()["key"][:9]) == (201, "rw_share_")
    listed = http.request("GET", keys, headers=bearer).json()["data"]
    assert made.json()["id"] in {row["id"] for row in listed}
    shared = {"Authorization": f"Bearer {made.json()['key']}"}
    assert http.request("GET", keys, headers=shared).status == 401
    refused = http.request("GET", f"{keys}/share", headers=bearer)
    assert (refused.status, refused.headers["Allow"]) == (405, "POST, OPTIONS")
    assert http.request("DELETE", f"{keys}/{made.json()['id']}", headers=bearer).status == 204


def test_signing_in_with_a_scope_issues_a_write_key(stack: LocalStack) -> None:
    """The scope survives the redirects."""
    url = f"{stack.base_url}/auth/url?scope=write"
    login = http.request("GET", url).json()["auth_url"]
    signed_in = sign_in(stack, "rj", at=login).json()
    assert signed_in["key"].startswith("rw_write_")
    assert len(signed_in["listenbrainz_token"]) == 36


def test_key_as_api_key_admits_an_old_client(stack: LocalStack) -> None:
    """`api_key=rw_live_…` at `/2.0/` is answered, and Last.fm never sees it."""
    key = make(stack, "key")
    http.request("DELETE", f"{stack.simulator_url}/admin/log")
    sent = {"method": "artist.getInfo", "artist": "Radiohead", "lang": "sv", "api_key": key}
    sent["format"] = "json"
    reply = http.request("GET", f"{stack.base_url}/2.0/", fields=sent)
    assert reply.json()["artist"]["name"] == "Radiohead"
    assert http.request("GET", f"{stack.base_url}/2.0/", fields={**sent, "lang": key}).status == 400
    log = http.request("GET", f"{stack.simulator_url}/admin/log").data
    assert b"artist.getInfo" in log
    assert b"rw_live_" not in log


@pytest.mark.parametrize("path", ["/v1/listening/nothing", "/v1/admin/nothing"])
def test_unknown_paths_have_the_faces_shape(
    stack: LocalStack, admin: dict[str, str], path: str
) -> None:
    """404 under /v1 looks like every other error there; without a key it is 401."""
    reply = http.request("GET", stack.base_url + path, headers=admin)
    assert (reply.status, reply.json()["status"]) == (404, 404)
    assert http.request("GET", stack.base_url + path).json()["status"] == 401
