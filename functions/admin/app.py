"""The Lambda function of the admin face."""

from lastfm_gateway.faces.admin.handler import admin_handler

handler = admin_handler()
