"""The worker that delivers queued scrobbles: what Lambda calls with a batch of messages."""
