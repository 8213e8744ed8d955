"""Paths of the pages. Everybody may read them."""

from typing import Final, Literal

from pydantic import Field

from lastfm_gateway.methods.parameters import Parameters

HOME: Final = "/"
DOCS: Final = "/docs"
ASSET: Final = "/docs/{asset}"
STATUS: Final = "/status"


class AssetParameters(Parameters):
    """Parameters of a file of the documentation."""

    asset: str = Field(description="Name of the file, with its hash", examples=["rapidoc.js"])


class StatusParameters(Parameters):
    """Parameters of the status."""

    format: Literal["json", "html"] | None = Field(
        None,
        description="`json` or `html`. By default it is what the Accept header prefers",
        examples=["json"],
    )
