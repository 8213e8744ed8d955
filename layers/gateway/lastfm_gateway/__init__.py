"""A caching, rate-limiting gateway to the Last.fm API, for AWS Lambda."""

import gc

import urllib3  # noqa: F401 (early: see docs/decisions/0059-cold-start.md)

# Imports create some 100,000 objects, and hardly any of them is garbage.
gc.set_threshold(100_000)

__version__ = "0.1.0"
