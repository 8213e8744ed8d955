"""HTML pages and their files: Content-Security-Policy, ETag, 304 and HEAD. Pure."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Final

from lastfm_gateway.http.caching_headers import conditional_response
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response

HTML: Final = "text/html; charset=utf-8"

#: What a page may do. It loads nothing and sends nothing, but for what it adds itself.
_POLICY: Final = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One HTML page. `style` and `script` are its own, inline, and allowed by their hashes.

    `head` and `body` are HTML. `policy` adds directives to the Content-Security-Policy.
    """

    title: str
    description: str
    body: str
    style: str
    script: str = ""
    head: str = ""
    policy: Mapping[str, str]
    max_age: int

    def response(self, request: Request) -> Response:
        """Return the response to a GET or HEAD, 304 if the caller has the page."""
        headers = {
            "Content-Type": HTML,
            "Cache-Control": f"public, max-age={self.max_age}",
            "Content-Security-Policy": self.security_policy(),
        }
        return conditional_response(request, self.html(), headers)

    def html(self) -> str:
        """Return the whole document."""
        script = f"<script>{self.script}</script>" if self.script else ""
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{escape(self.title)}</title>\n"
            f'<meta name="description" content="{escape(self.description)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f'<link rel="icon" href="data:,">\n<style>{self.style}</style>\n{self.head}'
            f"</head>\n<body>\n{self.body}\n{script}</body>\n</html>\n"
        )

    def security_policy(self) -> str:
        """Return the Content-Security-Policy."""
        own = {
            "img-src": "data:",
            "style-src": source_of(self.style),
            **({"script-src": source_of(self.script)} if self.script else {}),
        }
        directives = {**_POLICY, **own, **self.policy}
        return "; ".join(f"{name} {value}" for name, value in directives.items())


def source_of(text: str) -> str:
    """Return the source expression of an inline style or script: its hash."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
