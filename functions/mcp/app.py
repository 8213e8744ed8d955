"""The Lambda function of the Model Context Protocol."""

from lastfm_gateway.faces.mcp.handler import mcp_handler

handler = mcp_handler()
