"""If-None-Match: weak ETag comparison (RFC 9110, 13.1.2). Pure."""

import re

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def matches(if_none_match: str, etag: str) -> bool:
    """Return whether an If-None-Match header lists `etag`, compared weakly, or is `*`."""
    if if_none_match.strip() == "*":
        return True
    return etag.removeprefix("W/").strip('"') in _TAG.findall(if_none_match)
