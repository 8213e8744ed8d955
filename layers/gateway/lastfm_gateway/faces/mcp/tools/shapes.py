"""Parts of answers' shapes that several tools share."""

from typing import Final

from lastfm_gateway.methods.shapes import FLAG, NUMBER, TEXT, Shape

#: What was asked of whom, and when.
USER: Final[dict[str, Shape]] = {"user": TEXT}
SPAN: Final[dict[str, Shape]] = dict.fromkeys(("period", "from", "to"), TEXT)
PAGE: Final[dict[str, Shape]] = {"page": NUMBER, "total_pages": NUMBER}

#: Whether scrobbles are missing, and what else limits the answer.
PARTIAL: Final[dict[str, Shape]] = {"partial": FLAG, "note": TEXT}

#: Of every answer: the time of its data, and a page at Last.fm.
SOURCE: Final[dict[str, Shape]] = {"as_of": TEXT, "url": TEXT}

#: An artist, album or track. Artists have no `artist`.
ROW: Final[dict[str, Shape]] = {"rank": NUMBER, "artist": TEXT, "name": TEXT}
PLAYED: Final[dict[str, Shape]] = {**ROW, "plays": NUMBER}
