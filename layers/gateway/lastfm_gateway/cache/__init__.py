"""The response cache: read-through, stale on error, one refresh at a time across the fleet."""
