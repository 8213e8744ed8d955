"""The Lambda function that imports the history of key holders."""

from lastfm_gateway.faces.importer.worker import importer_handler

handler = importer_handler()
