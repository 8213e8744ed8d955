"""The Lambda function of the artist family."""

from lastfm_gateway.faces.rest.handler import family_handler

handler = family_handler("artist")
