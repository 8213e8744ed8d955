"""The response cache: read-through, stale on error, one refresh at a time for the fleet."""
