"""Primitives over DynamoDB and SQS. They know no item's meaning."""
