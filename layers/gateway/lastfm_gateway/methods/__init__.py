"""Last.fm's methods, each declared once, and what their declarations are made of."""
