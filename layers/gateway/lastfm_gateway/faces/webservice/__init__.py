"""Last.fm's own web service at `/2.0/`, for existing clients."""
