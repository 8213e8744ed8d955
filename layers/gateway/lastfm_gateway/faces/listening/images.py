"""The picture of a row as Rewind's clients read it. Pure."""


def image_object(url: str | None) -> dict[str, str | None] | None:
    """Return a picture's object, or None without one.

    Rewind's clients read `cdn_url`; its documents call the same address `url`. Last.fm tells
    neither colours nor a hash.
    """
    if url is None:
        return None
    unknown = dict.fromkeys(("thumbhash", "dominant_color", "accent_color"))
    return {"cdn_url": url, "url": url, **unknown}
