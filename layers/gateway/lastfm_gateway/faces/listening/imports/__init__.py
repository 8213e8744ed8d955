"""The import of a user's history: begin it, follow it, erase what it stored."""
