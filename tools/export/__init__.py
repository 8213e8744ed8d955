"""Downloads a user's whole history from a gateway (`make export URL=… KEY=… LASTFM_USER=rj`)."""
