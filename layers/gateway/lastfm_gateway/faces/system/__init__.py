"""Health, the OpenAPI document, and unknown paths."""
