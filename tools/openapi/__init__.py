"""Generates openapi.yaml, which API Gateway imports, and the description that `/openapi` serves."""
