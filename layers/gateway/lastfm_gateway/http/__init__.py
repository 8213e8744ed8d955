"""Requests and responses of API Gateway: routing, access, headers, errors."""
