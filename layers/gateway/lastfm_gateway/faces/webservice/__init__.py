"""Web service face: a drop-in for Last.fm's `/2.0/`, for existing clients."""
