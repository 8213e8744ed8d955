"""The documentation page: RapiDoc over this deployment's own OpenAPI document."""

from html import escape

from lastfm_gateway.faces.pages.frame import framed
from lastfm_gateway.faces.pages.page import Page, source_of

#: Seconds for which a browser keeps the page.
MAX_AGE = 300


def docs_page(base: str, asset: str, style: str, script: str) -> Page:
    """Return the page for the deployment at `base`. `asset` is the path of the viewer's script.

    The viewer writes style attributes, so styles may be inline. Scripts may not: the viewer's file
    and this page's own script run, nothing else.
    """
    url = escape(base)
    viewer = f"""\
<rapi-doc spec-url="{url}/openapi.json" server-url="{url}" render-style="focused"
 load-fonts="false" show-header="false" allow-server-selection="false" allow-spec-file-load="false"
 allow-spec-url-load="false" allow-spec-file-download="true" schema-style="table"
 show-method-in-nav-bar="as-plain-text" use-path-in-nav-bar="true" nav-item-spacing="compact"
 sort-tags="false" persist-auth="false" allow-authentication="true"
 regular-font="system-ui, sans-serif" mono-font="ui-monospace, monospace">
<noscript><p>The viewer needs scripts. The document itself:
<a href="{url}/openapi.json">JSON</a>, <a href="{url}/openapi">YAML</a>.</p></noscript>
</rapi-doc>
"""
    return Page(
        title="Documentation · Last.fm gateway",
        description="Every route of this Last.fm gateway, with a form to try each.",
        body=framed(base, "Documentation", viewer, here="/docs", has_main=True),
        head=f'<script defer src="{url}{escape(asset)}"></script>\n',
        style=style,
        script=script,
        policy={
            "script-src": f"{base}/docs/ {source_of(script)}",
            "style-src": "'self' 'unsafe-inline'",
            "img-src": "'self' data:",
            "connect-src": "'self'",
        },
        max_age=MAX_AGE,
    )
