"""The Lambda function of the library family."""

from lastfm_gateway.faces.rest.handler import family_handler

handler = family_handler("library")
