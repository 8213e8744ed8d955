"""The size of an answer, as Lambda's runtime counts it."""

import pytest
from awslambdaric.lambda_runtime_marshaller import (  # type: ignore[import-untyped]
    LambdaMarshaller,
)

from lastfm_gateway.errors import AnswerTooLarge
from lastfm_gateway.http.response import MAX_ENCODED_BYTES, Response, check_size, to_proxy_response
from lastfm_gateway.limits.sliding_window import Quota

#: From Lambda's error message: "exceeded maximum allowed payload size (6291556 bytes)".
LAMBDAS = 6_291_556
STANDING = Quota(limit=100, remaining=99, reset=1_800_000_000, wait=0)


@pytest.mark.parametrize(
    ("letter", "width"),
    [
        ("x", 1),
        ('"', 2),
        ("\\", 2),
        ("\n", 2),
        ("\b", 2),
        ("\x01", 6),
        ("é", 2),
        ("題", 3),
        ("😀", 4),
    ],
)
def test_largest_answer_fits_exactly(
    letter: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The runtime's encoding is within Lambda's limit; one character more is refused."""
    monkeypatch.setenv("AWS_EXECUTION_ENV", "AWS_Lambda_python3.13")
    most = (MAX_ENCODED_BYTES - 2) // width
    response = check_size(Response(200, letter * most, {"X": "x" * 8000}))
    handed_over = to_proxy_response(response, STANDING, "*")
    encoded, _ = LambdaMarshaller().marshal_response(handed_over)
    assert MAX_ENCODED_BYTES < len(encoded.encode()) < LAMBDAS
    with pytest.raises(AnswerTooLarge):
        check_size(Response(200, letter * (most + 1)))
