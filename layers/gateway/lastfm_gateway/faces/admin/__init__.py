"""Admin face: issues, lists and revokes the gateway's own keys."""
