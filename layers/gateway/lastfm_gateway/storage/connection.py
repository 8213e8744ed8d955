"""Calls DynamoDB, names its errors, and fails fast for a while after a timeout."""

from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from lastfm_gateway.storage.items import Item

#: How long calls fail at once after a timeout, in seconds, so that one request waits only once.
COOLDOWN: Final = 2.0


class TableFault(Exception):
    """The table could not be read or written. `reason` is DynamoDB's error code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
            raise TableFault("LeftAlone")
        try:
            return operation(**arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "ConditionalCheckFailedException":
                response: dict[str, Any] = {**error.response}
                raise ConditionFailed(response.get("Item", {})) from None
            raise TableFault(code) from error
        except BotoCoreError as error:  # no response, or none in time
            self._fails_until = self._clock() + COOLDOWN
            raise TableFault(type(error).__name__) from error

    def holds(self, operation: Callable[..., Any], **arguments: Any) -> bool:
        """Make a conditional write. Return whether its condition held. Raises TableFault."""
        try:
            self.call(operation, **arguments)
        except ConditionFailed:
            return False
        return True
