"""The image object of a row, in the form that Rewind's clients expect. Pure."""


def image_object(url: str | None) -> dict[str, str | None] | None:
    """Return an image object, or None without an image.

    The same URL is under `cdn_url`, which Rewind's clients read, and `url`, as Rewind's
    documentation has it. `thumbhash`, `dominant_color` and `accent_color` are None: Last.fm has
    no data for them.
    """
    if url is None:
        return None
    unknown = dict.fromkeys(("thumbhash", "dominant_color", "accent_color"))
    return {"cdn_url": url, "url": url, **unknown}
