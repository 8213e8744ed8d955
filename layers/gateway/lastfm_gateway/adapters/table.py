"""The cache table: answers and callers' logs as items, each read and written in one call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from botocore.exceptions import BotoCoreError, ClientError

from lastfm_gateway.core import limiter
from lastfm_gateway.core.entry import Entry

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Item = dict[str, Any]

#: DynamoDB's bound on an item, less room for its names and numbers (400 KB in all).
MAX_PACKED: Final = 390 * 1024

#: How long a log outlives its last call, in seconds.
_LOG_KEPT_FOR: Final = 600


class TableFault(Exception):
    """The table could not be read or written. `reason` is DynamoDB's own word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CallLog:
    """A caller's admitted calls, in milliseconds, and the version that they were read at."""

    times: Sequence[int] = ()
    version: int = 0


class Table:
    """The items of one table, by their key `pk`."""

    def __init__(self, client: "DynamoDBClient", name: str, report: Callable[[str], None]) -> None:
        """Take a client and a table's name; `report` hears of items that nobody can read."""
        self._client = client
        self._name = name
        self._report = report

    def read(self, answer: str | None, caller: str) -> tuple[Entry | None, CallLog]:
        """Return a cached answer and a caller's log, in one batched read. Raises TableFault."""
        keys = [{"pk": {"S": key}} for key in (answer, caller) if key]
        try:
            found = self._client.batch_get_item(RequestItems={self._name: {"Keys": keys}})
        except (BotoCoreError, ClientError) as error:
            raise _fault(error) from error
        if found["UnprocessedKeys"]:
            raise TableFault("UnprocessedKeys")
        items = {item["pk"]["S"]: item for item in found["Responses"][self._name]}
        return self._entry(items.get(answer or "")), self._call_log(items.get(caller))

    def _entry(self, item: Item | None) -> Entry | None:
        try:
            return _entry(item) if item else None
        except TableFault as fault:
            self._report(fault.reason)
            return None

    def _call_log(self, item: Item | None) -> CallLog:
        try:
            return _call_log(item) if item else CallLog()
        except TableFault as fault:
            self._report(fault.reason)
            return CallLog()

    def write_log(self, caller: str, seen: CallLog, times: Sequence[int], window: int) -> CallLog:
        """Write a caller's log on condition that nobody has since it was `seen`.

        Returns the log that is there now: the new one, or the one that was in the way. Raises
        TableFault.
        """
        version = seen.version + 1
        item: Item = {
            "pk": {"S": caller},
            "v": {"N": str(version)},
            "l": {"B": limiter.pack(times)},
            "ttl": {"N": str(times[-1] // 1000 + window + _LOG_KEPT_FOR)},
        }
        try:
            self._client.put_item(
                TableName=self._name,
                Item=item,
                ConditionExpression="attribute_not_exists(pk) OR v = :seen",
                ExpressionAttributeValues={":seen": {"N": str(seen.version)}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return _call_log(cast("dict[str, Any]", error.response).get("Item", {}))
            raise _fault(error) from error
        except BotoCoreError as error:
            raise _fault(error) from error
        return CallLog(times, version)

    def write_answer(self, key: str, entry: Entry) -> None:
        """Store an answer. Raises TableFault; the entry must fit an item (see MAX_PACKED)."""
        item: Item = {
            "pk": {"S": key},
            "s": {"N": str(entry.status)},
            "b": {"B": entry.packed},
            "e": {"S": entry.etag},
            "t": {"N": str(entry.stored_at)},
            "f": {"N": str(entry.fresh_until)},
            "u": {"N": str(entry.stale_until)},
            "ttl": {"N": str(entry.ttl)},
        }
        try:
            self._client.put_item(TableName=self._name, Item=item)
        except (BotoCoreError, ClientError) as error:
            raise _fault(error) from error


def _fault(error: BotoCoreError | ClientError) -> TableFault:
    if isinstance(error, ClientError):
        return TableFault(error.response["Error"]["Code"])
    return TableFault(type(error).__name__)


def _entry(item: Item) -> Entry:
    try:
        return Entry(
            status=int(item["s"]["N"]),
            packed=item["b"]["B"],
            etag=item["e"]["S"],
            stored_at=int(item["t"]["N"]),
            fresh_until=int(item["f"]["N"]),
            stale_until=int(item["u"]["N"]),
        )
    except (KeyError, ValueError) as error:
        raise TableFault("ForeignItem") from error


def _call_log(item: Item) -> CallLog:
    try:
        return CallLog(limiter.unpack(item["l"]["B"]), int(item["v"]["N"]))
    except (KeyError, ValueError) as error:
        raise TableFault("ForeignItem") from error
