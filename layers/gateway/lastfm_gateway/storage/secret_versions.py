"""Versions of a Secrets Manager secret: the current value is known, replaced ones are read."""

import hmac
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_secretsmanager import SecretsManagerClient

#: For how long a value stays valid after it was replaced, in seconds.
VALID_FOR: Final = 86_400

#: The least seconds between two reads: an unknown value may be anybody's.
READ_EVERY: Final = 60

#: The most versions that are read, the newest first.
_MOST: Final = 5


class SecretVersions:
    """Recognises the values that a secret had in the last day, and one that is newer.

    An unknown value, which may be anybody's, makes an environment read them: once a minute at most.
    """

    def __init__(
        self,
        connect: Callable[[], "SecretsManagerClient"],
        secret_id: str,
        clock: Callable[[], float],
        report: Callable[[], None],
    ) -> None:
        """`report` counts a fault: no earlier value is known then, until it can be read."""
        self._connect = connect
        self._secret_id = secret_id
        self._clock = clock
        self._report = report
        self._valid_until: dict[str, float] = {}
        self._read_at = float("-inf")

    def is_valid(self, value: str) -> bool:
        """Return whether a value was replaced less than a day ago. Raises nothing."""
        now = self._clock()
        if self._is_known(value, now):
            return True
        if now - self._read_at < READ_EVERY:
            return False
        self._read_at = now
        try:
            self._valid_until = self._read()
        except (BotoCoreError, ClientError, ValueError, KeyError, TypeError):
            self._report()
        return self._is_known(value, now)

    def _is_known(self, value: str, now: float) -> bool:
        sent = value.encode(errors="replace")
        return any(
            hmac.compare_digest(sent, known.encode()) and now < until
            for known, until in self._valid_until.items()
        )

    def _read(self) -> dict[str, float]:
        """Return each value with the time until which it is valid."""
        client = self._connect()
        listed = client.list_secret_version_ids(SecretId=self._secret_id, IncludeDeprecated=True)
        made = sorted(
            (
                ("AWSCURRENT" in version.get("VersionStages", ()), version["CreatedDate"], number)
                for number, version in enumerate(listed["Versions"])
            ),
            reverse=True,
        )
        values: dict[str, float] = {}
        replaced_at: datetime | None = None
        for _, created_at, number in made[:_MOST]:
            until = replaced_at.timestamp() + VALID_FOR if replaced_at else float("inf")
            if until > self._clock():
                version = listed["Versions"][number]["VersionId"]
                found = client.get_secret_value(SecretId=self._secret_id, VersionId=version)
                values[str(json.loads(found["SecretString"])["value"])] = until
            replaced_at = created_at
        return values
