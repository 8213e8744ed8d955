"""Fills a table with many small items, as fast as DynamoDB Local accepts them.

boto3 takes longer for a batch than the database, so the requests are written by hand. They are
unsigned: DynamoDB Local and moto check no signature, only the access key in its place.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import Final

import urllib3

#: The most that one BatchWriteItem takes.
_BATCH: Final = 25

#: Concurrent connections, enough to keep the database busy.
_CONNECTIONS: Final = 4

#: Batches between two reports of progress.
_STEP: Final = 1_000

_HEADERS: Final = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "DynamoDB_20120810.BatchWriteItem",
}


def fill(url: str, credential: str, table: str, keys: int) -> Iterator[int]:
    """Store items that consist of a cache key only; yield the number stored after each step.

    `credential` is an access key and a region, such as `bench/eu-central-1`, which select the
    account. Raises RuntimeError when the database rejects a batch.
    """
    headers = {**_HEADERS, "Authorization": _scope(credential)}

    def write(numbers: tuple[int, ...]) -> None:
        puts = ",".join(
            f'{{"PutRequest":{{"Item":{{"pk":{{"S":"answer#{n:040x}"}}}}}}}}' for n in numbers
        )
        batch = f'{{"RequestItems":{{"{table}":[{puts}]}}}}'
        reply = database.urlopen("POST", "/", body=batch, headers=headers, retries=False)
        if reply.status != 200 or b'"UnprocessedItems":{}' not in reply.data:  # noqa: PLR2004 (OK)
            raise RuntimeError(f"the database rejects a batch: {reply.status} {reply.data!r}")

    with (
        urllib3.connection_from_url(url, maxsize=_CONNECTIONS) as database,
        ThreadPoolExecutor(_CONNECTIONS) as threads,
    ):
        for step in batched(batched(range(keys), _BATCH, strict=False), _STEP, strict=False):
            list(threads.map(write, step))
            yield step[-1][-1] + 1


def _scope(credential: str) -> str:
    key, region = credential.split("/")
    return (
        f"AWS4-HMAC-SHA256 Credential={key}/20000101/{region}/dynamodb/aws4_request, "
        "SignedHeaders=host, Signature=none"
    )
