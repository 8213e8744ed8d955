"""Generates openapi.yaml, which API Gateway imports, and the document that `/openapi` serves."""
