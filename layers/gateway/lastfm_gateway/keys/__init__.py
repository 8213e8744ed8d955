"""The gateway's own bearer keys: their tokens, store, authentication and encryption."""
