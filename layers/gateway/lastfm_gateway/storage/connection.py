"""How the cache table is called: its faults by name, and no waiting for it again and again."""

from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from lastfm_gateway.storage.items import Item

#: How long a table that did not answer is left alone, in seconds, so that one request does not
#: wait for it again and again.
RESTS_FOR: Final = 2.0


class TableFault(Exception):
    """The table could not be read or written. `reason` is DynamoDB's own word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ConditionFailed(Exception):
    """A conditional write that was not made; `item` is what was there."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item


class DynamoDBConnection:
    """Makes calls to DynamoDB, by a monotonic clock in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._rests_until = 0.0

    def call(self, operation: Callable[..., Any], **arguments: Any) -> Any:
        """Return what an operation returns. Raises TableFault, and InTheWay."""
        if self._clock() < self._rests_until:
            raise TableFault("LeftAlone")
        try:
            return operation(**arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "ConditionalCheckFailedException":
                response: dict[str, Any] = {**error.response}
                raise ConditionFailed(response.get("Item", {})) from None
            raise TableFault(code) from error
        except BotoCoreError as error:  # no answer at all, or none in time
            self._rests_until = self._clock() + RESTS_FOR
            raise TableFault(type(error).__name__) from error
