"""A key holder's top items, as Spotify's clients ask for them."""
