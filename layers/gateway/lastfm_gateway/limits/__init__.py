"""Limits: per-caller rate limiter; circuit breaker and call budget for Last.fm."""
