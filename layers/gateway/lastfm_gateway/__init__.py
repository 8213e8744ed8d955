"""A caching, rate-limiting gateway to the Last.fm API, for AWS Lambda."""

__version__ = "0.1.0"
