"""Measures what the gateway takes and costs."""
