"""The rate limiter of callers, the circuit breaker and the call budget of the upstream."""
