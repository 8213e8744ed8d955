"""The Lambda function of the top items face."""

from lastfm_gateway.faces.top_items import top_items_handler

handler = top_items_handler()
