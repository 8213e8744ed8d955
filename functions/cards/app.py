"""The Lambda function of the cards."""

from lastfm_gateway.faces.cards.handler import cards_handler

handler = cards_handler()
