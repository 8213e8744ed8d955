"""The Lambda function of the pages for people."""

from pathlib import Path

from lastfm_gateway.faces.cards.fields import card_fields
from lastfm_gateway.faces.pages.handler import pages_handler

handler = pages_handler(Path(__file__).with_name("assets"), card_fields())
