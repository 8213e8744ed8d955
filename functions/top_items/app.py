"""The Lambda function of the top items face."""

from lastfm_gateway.faces.spotify.handler import top_items_handler

handler = top_items_handler()
