"""The gateway's errors, each with Last.fm's error code.

GatewayError
├── BadRequest          400: the request is invalid; no call was spent
│   ├── KeyNotPassedOn      a parameter contains a key of this gateway
│   ├── NoSuchRoute         404: no route matches the path
│   ├── NoSuchMethod        the web service has no such method
│   ├── NotSigned           403: the call needs a signature
│   ├── WrongBrowser        403: another browser started the sign-in
│   ├── BodyTooLarge        413: the request body is too large
│   └── VerbNotAllowed      405: the path does not allow the HTTP method
├── Unauthorized        401: no valid key of this gateway
├── Forbidden           403: an admin key is required
├── SignInOff           403: signing in is turned off
├── NotThroughCdn       403: the deployment answers through its CDN only
├── RateLimited         429: the caller's rate limit is exceeded
├── AnswerTooLarge      502: the response exceeds Lambda's size limit
├── NotQueued           503: neither Last.fm nor the queue accepts the scrobbles
├── Unconfigured        503: the deployment lacks its Last.fm key or secret
├── NotAttempted        503: the gateway refuses a call to Last.fm before it is made
│   ├── CircuitOpen         the circuit breaker is open
│   └── CallBudgetSpent     the deployment's call budget is spent
├── UpstreamError       Last.fm returned an error of its own
└── UpstreamFault       502: Last.fm returned no usable response
    ├── UpstreamUnreachable the connection was refused or broke
    ├── EmptyAnswer         an empty response, with any status
    └── UpstreamTimeout     504: Last.fm did not respond in time

`status` is the HTTP status (RFC 9110), `retry_after` whole seconds. Each face turns errors into its
own shape in one place.
"""

from typing import TYPE_CHECKING, Final

from lastfm_gateway.token_format import without_tokens

if TYPE_CHECKING:
    from lastfm_gateway.lastfm.response import LastfmResponse

INVALID_METHOD: Final = 3
AUTHENTICATION_FAILED: Final = 4
INVALID_PARAMETERS: Final = 6
OPERATION_FAILED: Final = 8
INVALID_SESSION: Final = 9
INVALID_API_KEY: Final = 10
SERVICE_OFFLINE: Final = 11
INVALID_SIGNATURE: Final = 13
HIDDEN: Final = 17
RATE_LIMIT_EXCEEDED: Final = 29

#: Last.fm's transient errors, after which a read may be retried. Not 29: the key's limit is spent,
#: and a retry would exceed it further.
TRANSIENT_CODES: Final = frozenset({OPERATION_FAILED, SERVICE_OFFLINE, 16})

#: Last.fm's error codes of a deployment's key, secret or account: not the user's fault.
DEPLOYMENT_CODES: Final = frozenset({INVALID_API_KEY, INVALID_SIGNATURE, 26})

#: Retry-After for a failing upstream, in seconds.
UPSTREAM_RETRY_AFTER: Final = 5

#: Retry-After for faults that an operator must fix, in seconds.
CONFIGURED_RETRY_AFTER: Final = 60


class GatewayError(Exception):
    """Base of every error that is returned to the caller. Its message shows no key."""

    def __init__(
        self, message: str, *, code: int, status: int, retry_after: int | None = None
    ) -> None:
        self.message = without_tokens(message)  # paths hold share tokens
        super().__init__(self.message)
        self.code = code
        self.status = status
        self.retry_after = retry_after

    @property
    def is_transient(self) -> bool:
        """Whether the same request may succeed later. Such errors carry `retry_after`."""
        return self.retry_after is not None


class BadRequest(GatewayError):
    """The request is invalid. The message says why."""

    def __init__(self, message: str, *, code: int = INVALID_PARAMETERS, status: int = 400) -> None:
        super().__init__(message, code=code, status=status)


class NoSuchRoute(BadRequest):
    """No route matches the path."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"Invalid Method - No route matches {path}", code=INVALID_METHOD, status=404
        )


class NoSuchMethod(BadRequest):
    """The web service has no such method. The message is Last.fm's."""

    def __init__(self) -> None:
        super().__init__(
            "Invalid Method - No method with that name in this package", code=INVALID_METHOD
        )


class KeyNotPassedOn(BadRequest):
    """A parameter that would be sent to Last.fm contains a key of this gateway."""

    def __init__(self, name: str = "A parameter") -> None:
        super().__init__(
            f"Invalid parameters - {name} contains a key of this gateway, "
            "which must not be sent to Last.fm"
        )


class NotSigned(BadRequest):
    """A call that needs a signature has neither signature nor session. The message is Last.fm's."""

    def __init__(self) -> None:
        super().__init__("Invalid method signature supplied", code=INVALID_SIGNATURE, status=403)


class WrongBrowser(BadRequest):
    """The sign-in was started in another browser, or too long ago."""

    def __init__(self) -> None:
        super().__init__(
            "Authentication Failed - This sign-in was not started in this browser, or more than an "
            "hour ago. Start again at /auth/login",
            code=AUTHENTICATION_FAILED,
            status=403,
        )


class BodyTooLarge(BadRequest):
    """The request body exceeds `most` bytes. It was not parsed."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"Invalid parameters - The body is too large. The limit is {most} bytes",
            status=413,
        )


class VerbNotAllowed(BadRequest):
    """The path does not allow this HTTP method. `allowed` is the value of the Allow header."""

    def __init__(self, verb: str, allowed: str) -> None:
        super().__init__(
            f"Invalid Method - {verb} is not allowed. Allowed methods: {allowed}",
            code=INVALID_METHOD,
            status=405,
        )
        self.allowed = allowed


class Unauthorized(GatewayError):
    """The request needs a key of this gateway, and has no valid one."""

    def __init__(self) -> None:
        super().__init__(
            "Invalid API key - A valid key of this gateway is required. Send it as bearer in the "
            "Authorization header",
            code=INVALID_API_KEY,
            status=401,
        )


class Forbidden(GatewayError):
    """The key is valid, but not an admin key."""

    def __init__(self) -> None:
        super().__init__(
            "Invalid API key - An admin key is required", code=INVALID_API_KEY, status=403
        )


class SignInOff(GatewayError):
    """The deployment does not exchange tokens or passwords for sessions."""

    def __init__(self) -> None:
        super().__init__(
            "Authentication Failed - Signing in is turned off on this gateway (SignIn=off)",
            code=AUTHENTICATION_FAILED,
            status=403,
        )


class NotThroughCdn(GatewayError):
    """A straight caller, where CdnOnly refuses them.

    Code 16, as API Gateway's own refusals: scrobblers keep what was answered with it.
    """

    def __init__(self) -> None:
        super().__init__(
            "This gateway answers at the address of its CDN only. Change the base URL",
            code=16,
            status=403,
        )


class RateLimited(GatewayError):
    """The caller's rate limit is exceeded for `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"Rate limit exceeded - Try again in {retry_after} s",
            code=RATE_LIMIT_EXCEEDED,
            status=429,
            retry_after=retry_after,
        )


class AnswerTooLarge(GatewayError):
    """The response exceeds Lambda's size limit. Trying again does not help."""

    def __init__(self) -> None:
        super().__init__(
            "Operation failed - The response is too large. Request fewer items",
            code=OPERATION_FAILED,
            status=502,
        )


class NotQueued(GatewayError):
    """Neither Last.fm nor the queue accepts the scrobbles. The client must keep them."""

    def __init__(self, why: str, retry_after: int | None) -> None:
        super().__init__(
            f"Service Offline - Last.fm is unavailable, and {why}. Send the scrobbles again later",
            code=SERVICE_OFFLINE,
            status=503,
            retry_after=retry_after,
        )


class Unconfigured(GatewayError):
    """The deployment lacks a credential for the call, or cannot read it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Service Offline - {what}",
            code=SERVICE_OFFLINE,
            status=503,
            retry_after=CONFIGURED_RETRY_AFTER,
        )


class NotAttempted(GatewayError):
    """A call to Last.fm is refused before it is made. It may be made in `wait` seconds."""

    def __init__(self, reason: str, wait: int) -> None:
        super().__init__(
            f"Service Offline - {reason}. Try again in {wait} s",
            code=SERVICE_OFFLINE,
            status=503,
            retry_after=wait,
        )


class CircuitOpen(NotAttempted):
    """The circuit breaker is open, or half-open with another call as its probe."""

    def __init__(self, wait: int) -> None:
        super().__init__("Calls to Last.fm are paused because it is failing", wait)


class CallBudgetSpent(NotAttempted):
    """The deployment's budget of calls to Last.fm is spent."""

    def __init__(self, wait: int) -> None:
        super().__init__("This gateway's budget of calls to Last.fm is spent", wait)


class UpstreamError(GatewayError):
    """Last.fm returned an error. `status` is the HTTP status that its code stands for.

    `reply` is Last.fm's response, for a face that passes it on.
    """

    reply: "LastfmResponse | None" = None


class UpstreamFault(GatewayError):
    """Last.fm could not be reached, or returned no usable response.

    `reply` is Last.fm's response, for a face that passes it on.
    """

    reply: "LastfmResponse | None" = None

    def __init__(self, message: str, *, code: int = OPERATION_FAILED, status: int = 502) -> None:
        super().__init__(message, code=code, status=status, retry_after=UPSTREAM_RETRY_AFTER)


class EmptyAnswer(UpstreamFault):
    """Last.fm returned `{}`, as it does for calls it cannot parse. It is no sign of an outage."""

    def __init__(self) -> None:
        super().__init__("Operation failed - Last.fm returned an empty response")


class UpstreamUnreachable(UpstreamFault):
    """The connection to Last.fm was refused or broke."""


class UpstreamTimeout(UpstreamFault):
    """Last.fm did not respond within the deadline."""

    def __init__(self) -> None:
        super().__init__(
            "Service Offline - Last.fm did not respond in time", code=SERVICE_OFFLINE, status=504
        )


def shows_outage(error: GatewayError) -> bool:
    """Return whether an error is a sign that Last.fm is failing, rather than its answer."""
    if isinstance(error, UpstreamError):
        return error.code in TRANSIENT_CODES
    return not isinstance(error, EmptyAnswer)


def is_silence(error: GatewayError) -> bool:
    """Return whether Last.fm said nothing at all: no answer, or none in time."""
    return isinstance(error, UpstreamTimeout | UpstreamUnreachable)


def is_key_limit(error: GatewayError) -> bool:
    """Return whether Last.fm says that the limit of the key is spent."""
    return isinstance(error, UpstreamError) and error.code == RATE_LIMIT_EXCEEDED


def is_session_refusal(error: GatewayError) -> bool:
    """Return whether Last.fm refuses the session of a call: its user has revoked it."""
    refusals = (INVALID_SESSION, AUTHENTICATION_FAILED)
    return isinstance(error, UpstreamError) and error.code in refusals


def is_hidden(error: GatewayError) -> bool:
    """Return whether Last.fm refuses a call because its user hides recent listening."""
    return isinstance(error, UpstreamError) and error.code == HIDDEN


def keys_unreadable() -> GatewayError:
    """Return the error (503) for a key that cannot be verified because the table failed."""
    return table_failed("The key cannot be verified")


def table_failed(what: str) -> GatewayError:
    """Return the error (503) that says what cannot be done because a table failed."""
    return GatewayError(
        f"Service Offline - {what} at the moment",
        code=SERVICE_OFFLINE,
        status=503,
        retry_after=UPSTREAM_RETRY_AFTER,
    )


def not_finished() -> GatewayError:
    """Return 503: the answer takes more calls than one request may make."""
    return GatewayError(
        "Service Offline - Not finished within this request's limits. Send it again to continue",
        code=SERVICE_OFFLINE,
        status=503,
        retry_after=1,
    )
