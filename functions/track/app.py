"""The Lambda function of the track family."""

from lastfm_gateway.faces.rest.handler import family_handler

handler = family_handler("track")
