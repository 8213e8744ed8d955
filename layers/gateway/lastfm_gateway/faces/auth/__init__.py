"""Signing in through Last.fm."""
