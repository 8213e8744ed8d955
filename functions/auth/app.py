"""The Lambda function of the auth family."""

from lastfm_gateway.faces.auth import auth_handler

handler = auth_handler()
