"""The overlay for streaming software: a transparent page that shows what a user plays."""

from typing import Annotated, Final, Literal

from pydantic import Field

from lastfm_gateway.faces.pages.page import Page
from lastfm_gateway.methods.parameters import Parameters, whole

OVERLAY: Final = "/share/{token}/overlay"

#: Seconds for which streaming software keeps the page.
MAX_AGE: Final = 300

_PICTURES: Final = "https://lastfm.freetls.fastly.net https://lastfm-img.freetls.fastly.net data:"


class OverlayParameters(Parameters):
    """How the overlay looks."""

    width: Annotated[int, Field(ge=100, le=4000), whole] = Field(
        480, description="Width in pixels. Longer names end in an ellipsis", examples=[480]
    )
    theme: Literal["dark", "light", "clear"] = Field(
        "dark", description="`dark` or `light` panel, or `clear` for text without one"
    )
    hide_idle: Literal["true", "false"] = Field(
        "false", description="`true` shows nothing while nothing plays"
    )


def overlay_page(style: str, script: str, *, width: str, theme: str, hide_idle: str) -> Page:
    """Return the page. It holds neither the token nor a name: its script asks beside itself.

    Streaming software adds styles of its own and may frame the page, so both are allowed.
    """
    return Page(
        title="Now playing",
        description="What a user plays, for streaming software.",
        body=(
            f'<main><div class="np {theme}" style="max-width:{width}px" '
            f'data-hide-idle="{hide_idle}" data-status="unavailable" role="status" hidden>\n'
            '<img class="np-art" alt="" hidden>\n'
            '<div class="np-text"><h1 class="np-title"></h1><div class="np-artist"></div></div>\n'
            "</div></main>"
        ),
        style=style,
        script=script,
        policy={
            "style-src": "'unsafe-inline'",
            "img-src": _PICTURES,
            "connect-src": "'self'",
            "frame-ancestors": "*",
        },
        max_age=MAX_AGE,
    )
