"""ListenBrainz face: players submit listens to `/1/…`, which are scrobbled to Last.fm."""
