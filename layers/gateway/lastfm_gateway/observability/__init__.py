"""Log lines without secrets, and metrics."""
