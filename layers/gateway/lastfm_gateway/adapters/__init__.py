"""The thin adapters around the core: DynamoDB, Last.fm, the parameter store, telemetry."""
