"""The Lambda function of the auth family."""

from lastfm_gateway.faces.auth.handler import auth_handler

handler = auth_handler()
