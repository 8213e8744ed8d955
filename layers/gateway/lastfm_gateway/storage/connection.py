"""Calls DynamoDB, names its errors, and fails fast for a while after a timeout."""

from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from lastfm_gateway.storage.items import Item

#: How long calls fail at once after a timeout, in seconds, so that one request waits only once.
COOLDOWN: Final = 2.0

#: DynamoDB's code for a conditional write whose condition does not hold.
CONDITION_FAILED: Final = "ConditionalCheckFailedException"


class TableFault(Exception):
    """The table could not be read or written. `reason`: DynamoDB's error code, or an own name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OutOfTime(BotoCoreError):
    """A call was not made: its request has no time left."""

    fmt = "The request has no time left"


def table_fault(error: ClientError | BotoCoreError) -> TableFault:
    """Return the fault for an error of the client: DynamoDB's code, or the kind of error."""
    if isinstance(error, ClientError):
        return TableFault(error.response["Error"]["Code"])
    return TableFault(type(error).__name__)


class ConditionFailed(Exception):
    """The condition of a write did not hold. `item` is the item in the table."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item


class DynamoDBConnection:
    """Makes calls to DynamoDB. `clock` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._fails_until = 0.0

    def call(self, operation: Callable[..., Any], **arguments: Any) -> Any:
        """Return an operation's response. Raises TableFault and ConditionFailed."""
        if self._clock() < self._fails_until:
            raise TableFault("SkippedAfterTimeout")
        try:
            return operation(**arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] == CONDITION_FAILED:
                response: dict[str, Any] = {**error.response}
                raise ConditionFailed(response.get("Item", {})) from None
            raise table_fault(error) from error
        except OutOfTime as error:
            raise table_fault(error) from error
        except BotoCoreError as error:  # no response, or none in time
            self._fails_until = self._clock() + COOLDOWN
            raise table_fault(error) from error

    def holds(self, operation: Callable[..., Any], **arguments: Any) -> bool:
        """Make a conditional write. Return whether its condition held. Raises TableFault."""
        try:
            self.call(operation, **arguments)
        except ConditionFailed:
            return False
        return True
