"""The Lambda function of the drop-in web service."""

from lastfm_gateway.faces.webservice.handler import webservice_handler

handler = webservice_handler()
