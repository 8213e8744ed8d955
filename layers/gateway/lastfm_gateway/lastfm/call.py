"""A call of one of Last.fm's methods, as the client sends it."""

from collections.abc import Mapping
from dataclasses import dataclass

from lastfm_gateway.lastfm.response_formats import ARRANGED, ResponseFormat
from lastfm_gateway.methods.method import Auth, Method


@dataclass(frozen=True, slots=True, kw_only=True)
class LastfmCall:
    """A method with its parameters, and how they are sent.

    `api_key` is the caller's own Last.fm key; without one the deployment's is used. A `presigned`
    call is sent with the parameters that it has, by its own `verb`: key and signature are among
    them or missing. An `unchecked` call has parameters that this gateway would refuse and that
    Last.fm may answer better: its outcome says nothing about Last.fm, and it is not retried.
    """

    method: Method
    parameters: Mapping[str, str]
    api_key: str | None = None
    response_format: ResponseFormat = ARRANGED
    presigned: bool = False
    verb: str = ""
    unchecked: bool = False

    @property
    def uses_deployment_key(self) -> bool:
        """Whether it is sent with the deployment's key, which breaker and budget protect."""
        return self.api_key is None and not self.presigned

    @property
    def needs_signature(self) -> bool:
        """Whether it is signed with the deployment's secret."""
        return not self.presigned and (self.method.auth is not Auth.NONE or "sk" in self.parameters)

    @property
    def origin(self) -> str:
        """Who caused it; empty for the gateway itself."""
        return ""

    @property
    def identity(self) -> str:
        """What tells one request from another, for the circuit breaker."""
        return self.method.name
