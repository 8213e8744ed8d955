"""The Lambda function of the drop-in web service."""

from lastfm_gateway.faces.webservice import webservice_handler

handler = webservice_handler()
