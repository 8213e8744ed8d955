"""The page at the end of a sign-in."""

import re
from base64 import b64encode
from hashlib import sha256

from lastfm_gateway.faces.auth.page import error_page, key_page, keyless_page
from lastfm_gateway.keys.token import generate_token

MARKUP = "<script>alert('1')</script>\"&"


def test_values_on_the_page_are_escaped() -> None:
    """Markup in a name, a message, a date or a key is text."""
    of_key = key_page(MARKUP, MARKUP, MARKUP, MARKUP, listenbrainz_token=MARKUP)
    pages = (of_key, keyless_page(MARKUP), error_page(403, MARKUP))
    for page in pages:
        assert "<script" not in page.body
        assert "&lt;script&gt;" in page.body


def test_content_security_policy_allows_only_the_pages_style() -> None:
    """The policy has the hash of the page's style, and nothing else may load or run."""
    page = error_page(403, "no")
    found = re.search("<style>(.*)</style>", page.body)
    assert found
    own = b64encode(sha256(found[1].encode()).digest()).decode()
    policy = page.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{own}'" in policy
    assert "default-src 'none'" in policy


def test_page_names_the_keys_id() -> None:
    """It tells how to revoke the key."""
    text, token = generate_token("read")
    assert f"/v1/keys/{token.id}" in key_page("rj", text, token.id, "2027-01-01").body


def test_page_of_a_write_key_shows_both_forms() -> None:
    """It says that the key writes; a read key's page has neither."""
    page = key_page("rj", "rw_write_1", "1", "2027-01-01", listenbrainz_token="a-uuid").body
    assert "<code>a-uuid</code>" in page
    assert "scrobbles in your name" in page
    read = key_page("rj", "rw_live_1", "1", "2027-01-01").body
    assert "read access" in read
    assert "UUID" not in read
