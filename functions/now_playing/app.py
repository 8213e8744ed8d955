"""The Lambda function of the now playing face."""

from lastfm_gateway.faces.nowplaying.handler import now_playing_handler

handler = now_playing_handler()
