"""The requests of the benchmark of endpoints."""

from bench.endpoints import QUERIES
from lastfm_gateway.faces.listening.answers import ENDPOINTS


def test_every_query_has_parameters_of_its_endpoint() -> None:
    """A path or parameter that was renamed would be measured without its query."""
    by_path = {endpoint.path: endpoint for endpoint in ENDPOINTS if endpoint.verb == "GET"}
    for path, query in QUERIES.items():
        fields = by_path[path].parameters.model_fields
        assert query.keys() <= {field.alias or name for name, field in fields.items()}, path
