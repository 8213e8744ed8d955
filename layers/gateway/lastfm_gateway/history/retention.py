"""How long scrobbles are kept: HistoryRetentionMonths. Pure."""

from datetime import UTC, datetime

from lastfm_gateway.history.manifest import Manifest, Status
from lastfm_gateway.history.window import Window

_MONTHS = 12


def kept_from(now: float, months: int) -> int:
    """Return the unix time from which scrobbles are kept; 0 for all.

    It is the first second of a month (UTC), so that no span lies on both sides.
    """
    if not months:
        return 0
    today = datetime.fromtimestamp(now, UTC)
    year, month = divmod(today.year * _MONTHS + today.month - 1 - months, _MONTHS)
    return max(0, int(datetime(max(year, 1970), month + 1, 1, tzinfo=UTC).timestamp()))


def retained(manifest: Manifest, start: int) -> Manifest:
    """Return a manifest that keeps what was scrobbled from `start` on.

    Its history begins there then, and `kept_from` says that Last.fm may have older scrobbles. When
    more is to be kept than before, the import is no longer complete: the next request begins it.
    """
    if start < manifest.kept_from:
        status: Status = ""
        return manifest._replace(kept_from=start, begin=None, status=status)
    spans = tuple(
        span._replace(start=max(span.start, start)) for span in manifest.spans if span.end > start
    )
    begin = manifest.begin if manifest.begin is None else max(manifest.begin, start)
    differences = tuple(each for each in manifest.differences if each[0] >= start)
    kept = manifest._replace(kept_from=start, begin=begin, spans=spans, differences=differences)
    return manifest if kept == manifest else kept


def kept_part(window: Window, start: int) -> Window:
    """Return the part of a window from `start` on."""
    return Window(max(window.start, start), max(window.end, start))
