"""Counts DynamoDB calls and the capacity units that they consume."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch

from botocore.client import BaseClient

_READS: Final = {"BatchGetItem", "GetItem", "Query"}


@dataclass
class Units:
    """DynamoDB calls, and their read and write capacity units."""

    calls: int = 0
    read: float = 0
    write: float = 0
    names: list[str] = field(default_factory=list)


@contextmanager
def counted() -> Iterator[Units]:
    """Count every DynamoDB call of this process inside the context."""
    units = Units()
    original = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 (every call passes through it)

    def count(self: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        if self.meta.service_model.service_name != "dynamodb":
            return original(self, name, arguments)
        units.calls += 1
        units.names.append(name)
        answer = original(self, name, {**arguments, "ReturnConsumedCapacity": "TOTAL"})
        consumed = answer.get("ConsumedCapacity", [])
        total = sum(
            part["CapacityUnits"]
            for part in (consumed if isinstance(consumed, list) else [consumed])
        )
        if name in _READS:
            units.read += total
        else:
            units.write += total
        return answer

    with patch.object(BaseClient, "_make_api_call", count):
        yield units
