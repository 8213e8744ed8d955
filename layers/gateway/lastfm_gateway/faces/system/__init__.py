"""System face: health, the OpenAPI document, and unknown paths."""
