"""The targets of the benchmarks: each figure's meaning and upper bound."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Target:
    """A figure's meaning and its upper bound. A flag has none: it must be true."""

    what: str
    most: float | None = None

    def is_met(self, value: Any) -> bool:
        """Return whether a value keeps to the bound. A figure without a bound is only reported."""
        if isinstance(value, bool):
            return value
        return self.most is None or value <= self.most


TARGETS: Final = {
    "cold_start_vs_floor": Target("cold start to the first response ÷ a bare handler's", 1.15),
    "cold_start_vs_bare": Target("the same ÷ a bare handler on libraries as pip leaves them", 0.85),
    "cold_start_vs_plain_build": Target("the same ÷ the same code without bytecode", 0.55),
    "hit_cpu_vs_bare_read": Target("CPU of a 12 KB hit ÷ one bare batched read", 1.4),
    "memory_hit_cpu_vs_bare_read": Target("the same from the memory cache", 0.35),
    "hit_dynamodb_calls": Target("calls to DynamoDB for a hit", 1),
    "hit_upstream_calls": Target("calls to Last.fm for a hit", 0),
    "miss_dynamodb_calls": Target("calls to DynamoDB for a miss, the median", 4),
    "miss_upstream_calls": Target("calls to Last.fm for a miss", 1),
    "miss_wall_vs_direct": Target("time of a miss ÷ the same calls made directly", 1.25),
    "top_items_cold_calls": Target("calls to Last.fm for a cold page of 50 top tracks", 51),
    "top_items_warm_calls": Target("calls to Last.fm for the same page again", 0),
    "stampede_upstream_calls": Target("calls to Last.fm: 100 callers of one key, 8 processes", 1),
    "stored_bytes_vs_json": Target("stored item ÷ raw JSON, over all sample responses", 0.2),
    "thousand_rows_stored": Target("1000-row pages fit one item"),
    "max_rss_mb": Target("a function's memory after 10,000 requests", 120),
    "rss_growth_mb": Target("its growth over the last 9,000", 2),
    "sparkline_cold_calls": Target("calls to Last.fm for a year's sparklines, none stored", 55),
    "sparkline_warm_calls": Target("the same, up to three days later", 3),
    "history_bytes_per_scrobble": Target("bytes a stored scrobble takes, names included", 12),
    "history_year_read_calls": Target("calls to DynamoDB to read a year of 50,000 scrobbles", 2),
    "history_year_read_units": Target("the same in read units", 100),
    "history_write_units_per_scrobble": Target(
        "DynamoDB write units of a new scrobble, the most", 10
    ),
    "history_all_time_seconds": Target("reading and counting 500,000 scrobbles", 2),
    "history_page_vs_bare_spans": Target("CPU of a counted page of sparklines ÷ its bare spans", 3),
    "history_all_time_rss_mb": Target("the memory of the process that does it", 256),
    "write_units_per_miss": Target("DynamoDB write units of a miss"),
    "read_units_per_hit": Target("DynamoDB read units of a hit (eventually consistent)"),
    "growth": Target("slowest ÷ fastest hit with 10³, 10⁵ and 10⁶ keys stored", 1.1),
    "edge_price_vs_direct_50": Target("price behind CloudFront ÷ without, at 50 % hits"),
    "edge_price_vs_direct_90": Target("the same at 90 % hits", 0.45),
    "edge_price_vs_direct_99": Target("the same at 99 % hits", 0.3),
    "edge_price_without_domain_90": Target("at 90 %, with the function of a CDN without domain"),
    "edge_price_without_domain_99": Target("the same at 99 %"),
    "fleet_budget_held": Target("no 5-minute window over the budget, at any load"),
}
