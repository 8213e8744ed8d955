"""API Gateway requests and responses: routing, access, CORS, caching headers, errors."""
