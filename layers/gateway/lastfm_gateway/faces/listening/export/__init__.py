"""Export of a user's scrobbles as text, in pages."""
