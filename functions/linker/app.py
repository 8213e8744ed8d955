"""The Lambda function that looks links up in Apple's public search."""

from lastfm_gateway.faces.linker import linker_handler

handler = linker_handler()
