"""A call of a Last.fm method, ready for the client to send."""

from collections.abc import Mapping
from dataclasses import dataclass

from lastfm_gateway.lastfm.response_formats import MAPPED_JSON, ResponseFormat
from lastfm_gateway.methods.method import Auth, Method


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False, match_args=False)
class LastfmCall:
    """A method, its parameters, and how to send them.

    `api_key`: the caller's own Last.fm key; None for the deployment's.
    `presigned`: the parameters are sent unchanged by `verb`. The client adds no key or signature.
    `unchecked`: the gateway did not validate the parameters. Errors are not retried and do not
    count as failures of Last.fm, because the call itself may be wrong.
    """

    method: Method
    parameters: Mapping[str, str]
    api_key: str | None = None
    response_format: ResponseFormat = MAPPED_JSON
    presigned: bool = False
    verb: str = ""
    unchecked: bool = False

    @property
    def uses_deployment_key(self) -> bool:
        """Whether it uses the deployment's key, which circuit breaker and call budget protect."""
        return self.api_key is None and not self.presigned

    @property
    def needs_signature(self) -> bool:
        """Whether the client signs it with the deployment's secret."""
        return not self.presigned and (self.method.auth is not Auth.NONE or "sk" in self.parameters)

    @property
    def origin(self) -> str:
        """The key of the caller that caused it; "" for the gateway itself."""
        return ""

    @property
    def identity(self) -> str:
        """The name under which the circuit breaker counts failures of this call."""
        return self.method.name
