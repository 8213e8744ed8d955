"""A gateway to the Last.fm web service: catalogue, pure core, adapters, and its faces."""

__version__ = "0.1.0"
