"""Quota of imports: how often a user's import is begun anew in a day.

An import that is erased and begun again in a loop would hold much of the share of all imports.
"""

from collections.abc import Callable
from typing import Final

from lastfm_gateway.errors import RATE_LIMIT_EXCEEDED, GatewayError
from lastfm_gateway.keyed_hash import keyed_hash
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.scrobbling.queue_quota import Amount, QueueQuota
from lastfm_gateway.storage.table import TableFault

#: How often the import of one user is begun in a day (UTC).
BEGUN_A_DAY: Final = 5


class ImportsSpent(GatewayError):
    """The user's import was begun too often today."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"Rate limit exceeded - An import is begun at most {BEGUN_A_DAY} times a day. Pages "
            "read what they need meanwhile",
            code=RATE_LIMIT_EXCEEDED,
            status=429,
            retry_after=retry_after,
        )


class ImportQuota:
    """Counts the imports that are begun. While the table fails, all may."""

    def __init__(self, quota: QueueQuota, secret: str, report: Callable[[str], None]) -> None:
        """`secret` is the key of the users' hashes. `report` is called with a fault's reason."""
        self._quota = quota
        self._secret = secret
        self._report = report

    def spend(self, user: str, now: int) -> None:
        """Count an import that begins at a unix time. Costs a write. Raises ImportsSpent."""
        name = keyed_hash(self._secret, f"import of {user.lower()}")[:40]
        day, second = divmod(now, DAY)
        try:
            is_within = self._quota.spend(
                f"imports#{day}#{name}", Amount(1, 0), Amount(BEGUN_A_DAY, 0), now + DAY
            )
        except TableFault as fault:
            self._report(fault.reason)
            return
        if not is_within:
            raise ImportsSpent(DAY - second)
