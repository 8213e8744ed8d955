"""The Lambda function that delivers queued scrobbles."""

from lastfm_gateway.faces.scrobbler.worker import scrobbler_handler

handler = scrobbler_handler()
