"""REST face: one route for each Last.fm method."""
