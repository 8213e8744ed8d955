"""The local stack of `make run` and the Last.fm simulator."""
