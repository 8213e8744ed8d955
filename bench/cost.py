"""Calculates the cost of a million requests, for docs/cost.md: `python -m bench.cost`.

Capacity units come from `make units`, for a 15 KB response. Prices are AWS's list prices for
us-east-1 in dollars. Durations are assumptions.
"""

import sys
from dataclasses import dataclass
from typing import Final

MILLION: Final = 1_000_000
READ_UNITS, WRITE_UNITS = 0.125 / MILLION, 0.625 / MILLION
API_REQUEST: Final = 3.50 / MILLION
LAMBDA_REQUEST, LAMBDA_GB_SECOND = 0.20 / MILLION, 0.0000133334  # arm64
LOG_BYTE: Final = 0.50 / 1024**3
MEMORY_GB: Final = 0.5
CDN_REQUEST: Final = 1.00 / MILLION  # https, in CloudFront's cheapest regions
CDN_FUNCTION: Final = 0.10 / MILLION  # which a deployment with a domain does not run


@dataclass(frozen=True)
class Request:
    """The resources that one request uses."""

    read: float
    write: float
    seconds: float  # billed; assumed, with 250 ms for Last.fm
    log_bytes: int  # counted: one line of access log, three of Lambda's, one of metrics

    @property
    def database(self) -> float:
        """Dollars for DynamoDB."""
        return self.read * READ_UNITS + self.write * WRITE_UNITS

    @property
    def total(self) -> float:
        """Dollars for DynamoDB, API Gateway, Lambda and the logs."""
        compute = LAMBDA_REQUEST + self.seconds * MEMORY_GB * LAMBDA_GB_SECOND
        return self.database + API_REQUEST + compute + self.log_bytes * LOG_BYTE


HIT: Final = Request(read=2.0, write=0.0, seconds=0.012, log_bytes=950)
MISS: Final = Request(read=2.0, write=5.0, seconds=0.300, log_bytes=1150)
#: For comparison, a proxy with the rate limiter before the cache: it reads and writes the counter
#: on every request, hits included, reads the cache separately and stores 15 KB of plain JSON.
OTHER_HIT: Final = Request(read=0.5 + 2.0, write=1.0, seconds=0.020, log_bytes=700)
OTHER_MISS: Final = Request(read=0.5 + 0.5, write=1.0 + 15.0, seconds=0.308, log_bytes=700)


def counted(hits: int, others: int, read: float, write: float) -> Request:
    """Return the mean request of some that used counted units; durations and logs are assumed."""
    share = hits / (hits + others)
    return Request(
        read=read / (hits + others),
        write=write / (hits + others),
        seconds=share * HIT.seconds + (1 - share) * MISS.seconds,
        log_bytes=round(share * HIT.log_bytes + (1 - share) * MISS.log_bytes),
    )


def with_cdn(request: Request, reaching: float) -> float:
    """Return dollars for a request behind CloudFront, when a share of them reach the gateway.

    It has a domain: without one, each request costs CDN_FUNCTION more.
    """
    return CDN_REQUEST + reaching * request.total


def mixed(hit: float, miss: float, ratio: float) -> float:
    """Return dollars for a million requests with a hit ratio of `ratio`."""
    return MILLION * (ratio * hit + (1 - ratio) * miss)


def main() -> int:
    """Print the table of docs/cost.md."""
    print("| hits | DynamoDB, this gateway | there | in all, this gateway | there |")
    print("|---|---|---|---|---|")
    for ratio in (0.5, 0.9, 0.99):
        columns = (
            mixed(HIT.database, MISS.database, ratio),
            mixed(OTHER_HIT.database, OTHER_MISS.database, ratio),
            mixed(HIT.total, MISS.total, ratio),
            mixed(OTHER_HIT.total, OTHER_MISS.total, ratio),
        )
        print(f"| {ratio:.0%} | " + " | ".join(f"${dollars:.2f}" for dollars in columns) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
