"""The faces of the gateway, one room each."""
