"""The environment that `make start-api` gives to containers."""

from local.stack import LocalStack
from local.start_api import HOST, variables


def test_container_gets_its_functions_environment(stack: LocalStack) -> None:
    """Tables, keys and queues are its own, at addresses that a container reaches."""
    told = variables(stack)
    assert {"TrackFunction", "ListeningFunction", "ScrobblerFunction"} <= told.keys()
    for environment in told.values():
        assert environment["GATEWAY_TABLE"] == stack.table_name
        assert environment["KEYS_TABLE"]
        assert environment["SESSION_KMS_KEY"]
        port = stack.endpoint_url.rpartition(":")[2]
        assert environment["AWS_ENDPOINT_URL"] == f"http://{HOST}:{port}"
    for name in ("TrackFunction", "WebserviceFunction", "ScrobblerFunction"):
        assert told[name]["SCROBBLE_QUEUE_URL"].startswith(f"http://{HOST}:")
    assert told["ScrobblerFunction"]["SCROBBLE_FAILURES_URL"].startswith(f"http://{HOST}:")
    assert told["TrackFunction"]["LASTFM_API_ROOT"].startswith(f"http://{HOST}:")
    assert told["ListeningFunction"]["HISTORY_TABLE"] == told["ImporterFunction"]["HISTORY_TABLE"]
    for name in ("ListeningFunction", "ImporterFunction"):
        assert told[name]["HISTORY_QUEUE_URL"].startswith(f"http://{HOST}:")
    page = told["AuthFunction"]["LASTFM_AUTH_URL"]
    assert page == f"{stack.simulator_url}/api/auth/"  # a browser opens it, outside the container
