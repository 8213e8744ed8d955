"""REST face: one route for each Last.fm method. See http/method_routes.py."""

from lastfm_gateway import methods
from lastfm_gateway.composition import Runtime
from lastfm_gateway.http.handler import Handler


def family_handler(family: str) -> Handler:
    """Return the Lambda handler of a family, such as `artist`."""
    runtime = Runtime.from_environment()
    return runtime.handlers.make(runtime.method_routes.routes_of(methods.of_family(family)))
