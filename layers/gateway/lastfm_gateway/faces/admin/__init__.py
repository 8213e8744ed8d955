"""Issuing, listing and revoking keys."""
