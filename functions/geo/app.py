"""The Lambda function of the geo family."""

from lastfm_gateway.faces.rest.handler import family_handler

handler = family_handler("geo")
