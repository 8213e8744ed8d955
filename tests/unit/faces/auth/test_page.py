"""The page at the end of a sign-in."""

import re
from base64 import b64encode
from hashlib import sha256

from lastfm_gateway.faces.auth.page import error_page, key_page, keyless_page
from lastfm_gateway.keys.token import generate_token

MARKUP = "<script>alert('1')</script>\"&"


def test_what_others_say_is_text() -> None:
    """Markup in a name, a message, a date or a key is escaped."""
    pages = (key_page(MARKUP, MARKUP, MARKUP), keyless_page(MARKUP), error_page(403, MARKUP))
    for page in pages:
        assert "<script" not in page.body
        assert "&lt;script&gt;" in page.body


def test_the_policy_lets_in_the_pages_own_style_alone() -> None:
    """The hash in the policy is that of the style on the page; nothing else may load or run."""
    page = error_page(403, "no")
    found = re.search("<style>(.*)</style>", page.body)
    assert found
    own = b64encode(sha256(found[1].encode()).digest()).decode()
    policy = page.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{own}'" in policy
    assert "default-src 'none'" in policy


def test_the_page_names_the_keys_id() -> None:
    """It tells how to revoke the key that it shows."""
    text, token = generate_token("read")
    assert f"/v1/keys/{token.id}" in key_page("rj", text, "2027-01-01").body
