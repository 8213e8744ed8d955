"""Delivery of scrobbles: sent to Last.fm, or queued in SQS and retried by a worker."""
