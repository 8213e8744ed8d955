"""The Lambda function of the listening face."""

from lastfm_gateway.faces.listening.handler import listening_handler

handler = listening_handler()
