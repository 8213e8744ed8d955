"""The Lambda function of the system family."""

from pathlib import Path

from lastfm_gateway.faces.system.handler import system_handler

handler = system_handler(Path(__file__).with_name("openapi.yaml"))
