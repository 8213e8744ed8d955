"""The REST families: one route for each method of Last.fm's."""
