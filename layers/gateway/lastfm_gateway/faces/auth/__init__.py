"""Auth face: the auth methods, and signing in through Last.fm."""
