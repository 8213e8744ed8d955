"""The Lambda function of the admin face."""

from lastfm_gateway.faces.admin import admin_handler

handler = admin_handler()
