"""The Last.fm client: transport, signature, credentials, response formats and error parsing."""
