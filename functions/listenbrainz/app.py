"""The Lambda function of the ListenBrainz face."""

from lastfm_gateway.faces.listenbrainz.handler import listenbrainz_handler

handler = listenbrainz_handler()
