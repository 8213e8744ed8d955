"""The worker that imports histories: what Lambda calls with messages, and once a day."""
