"""The Lambda function that looks links up in Apple's public search."""

from lastfm_gateway.faces.listening.apple.worker import linker_handler

handler = linker_handler()
