"""The client of Last.fm: transport, signature, credentials, response formats and errors."""
