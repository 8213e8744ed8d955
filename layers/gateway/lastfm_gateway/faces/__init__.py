"""The faces that one deployment shows, and the HTTP edge they share."""
