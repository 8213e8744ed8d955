"""The gateway's errors: one small tree, each with Last.fm's code.

GatewayError
├── BadRequest          what the caller sent is wrong; nothing was spent
│   ├── KeyNotPassedOn      a key of this gateway's was on its way out
│   ├── NoSuchRoute         404
│   ├── NoSuchMethod        of the web service
│   ├── NotSigned           403
│   ├── AnotherBrowser      403: a sign-in came back to a browser that did not begin it
│   ├── BodyTooLarge        413
│   └── VerbNotAllowed      405
├── Unauthorized        401: no key of this gateway's, or none in force
├── Forbidden           403: the key does not reach so far
├── SignInOff           403: this deployment signs nobody in
├── RateLimited         the caller's own limit, 429
├── AnswerTooLarge      502: more than Lambda can hand over
├── NotQueued           scrobbles that neither Last.fm nor the queue takes, 503
├── Unconfigured        the deployment lacks its key or secret, 503
├── NotAttempted        503: a call to Last.fm is refused here, before it is made
│   ├── CircuitOpen         the circuit breaker is open
│   └── CallBudgetSpent     the deployment's call budget is spent
├── UpstreamError       Last.fm answered with an error of its own
└── UpstreamFault       Last.fm did not answer as it should
    ├── UpstreamUnreachable the connection was refused or broke
    ├── EmptyAnswer         an answer without anything in it, with any status
    └── UpstreamTimeout     504

`status` is the HTTP status that tells the truth about it (RFC 9110), `retry_after` whole seconds.
A face turns an error into its own shape in one place.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lastfm_gateway.lastfm.response import LastfmResponse

INVALID_METHOD: Final = 3
AUTHENTICATION_FAILED: Final = 4
INVALID_PARAMETERS: Final = 6
OPERATION_FAILED: Final = 8
INVALID_API_KEY: Final = 10
SERVICE_OFFLINE: Final = 11
INVALID_SIGNATURE: Final = 13
RATE_LIMIT_EXCEEDED: Final = 29

#: Last.fm's errors that pass by themselves, so that a read may be retried. Not 29: that is the
#: key's own limit, and retrying is what it forbids.
TRANSIENT_CODES: Final = frozenset({OPERATION_FAILED, SERVICE_OFFLINE, 16})

#: How long callers are asked to wait before they try a failing upstream again, in seconds.
UPSTREAM_RETRY_AFTER: Final = 5

#: How long callers are asked to wait for an operator, in seconds.
CONFIGURED_RETRY_AFTER: Final = 60


class GatewayError(Exception):
    """An error that the caller is told of."""

    def __init__(
        self, message: str, *, code: int, status: int, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status
        self.retry_after = retry_after

    @property
    def is_transient(self) -> bool:
        """Whether the same request may succeed later. Such errors carry `retry_after`."""
        return self.retry_after is not None


class BadRequest(GatewayError):
    """The request is not one that the gateway answers; the message names what is wrong."""

    def __init__(self, message: str, *, code: int = INVALID_PARAMETERS, status: int = 400) -> None:
        super().__init__(message, code=code, status=status)


class NoSuchRoute(BadRequest):
    """The path leads nowhere."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"Invalid Method - There is no {path} here", code=INVALID_METHOD, status=404
        )


class NoSuchMethod(BadRequest):
    """The web service has no such method; the words are Last.fm's."""

    def __init__(self) -> None:
        super().__init__(
            "Invalid Method - No method with that name in this package", code=INVALID_METHOD
        )


class KeyNotPassedOn(BadRequest):
    """A parameter holds a key of this gateway's, and would take it to another service."""

    def __init__(self, name: str = "A parameter") -> None:
        super().__init__(
            f"Invalid parameters - {name} holds a key of this gateway, which is passed on to nobody"
        )


class NotSigned(BadRequest):
    """A call that needs a signature came without one, and without a session; in Last.fm's words."""

    def __init__(self) -> None:
        super().__init__("Invalid method signature supplied", code=INVALID_SIGNATURE, status=403)


class AnotherBrowser(BadRequest):
    """A sign-in came back to a browser that did not begin it, or too late."""

    def __init__(self) -> None:
        super().__init__(
            "Authentication Failed - This sign-in did not begin in this browser, or took more than "
            "an hour. Begin again at /auth/login",
            code=AUTHENTICATION_FAILED,
            status=403,
        )


class BodyTooLarge(BadRequest):
    """The request's body has more bytes than are read. Nothing of it was parsed."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"Invalid parameters - The body is too large: {most} bytes at most",
            status=413,
        )


class VerbNotAllowed(BadRequest):
    """The path exists, but not for this verb. `allowed` is what the Allow header lists."""

    def __init__(self, verb: str, allowed: str) -> None:
        super().__init__(
            f"Invalid Method - {verb} is not allowed here, {allowed} is",
            code=INVALID_METHOD,
            status=405,
        )
        self.allowed = allowed


class Unauthorized(GatewayError):
    """The request needs a key of this gateway's, and has none that is in force."""

    def __init__(self) -> None:
        super().__init__(
            "Invalid API key - A key of this gateway is needed, and valid",
            code=INVALID_API_KEY,
            status=401,
        )


class Forbidden(GatewayError):
    """The key is good, but only for reading."""

    def __init__(self) -> None:
        super().__init__(
            "Invalid API key - This takes an admin key", code=INVALID_API_KEY, status=403
        )


class SignInOff(GatewayError):
    """The deployment turns no token and no password into a session."""

    def __init__(self) -> None:
        super().__init__(
            "Authentication Failed - This gateway does not sign users in (SignIn=off)",
            code=AUTHENTICATION_FAILED,
            status=403,
        )


class RateLimited(GatewayError):
    """The caller's own limit is spent until `retry_after` seconds from now."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"Rate limit exceeded - Try again in {retry_after} s",
            code=RATE_LIMIT_EXCEEDED,
            status=429,
            retry_after=retry_after,
        )


class AnswerTooLarge(GatewayError):
    """The answer cannot be handed over, now or later: a smaller one must be asked for."""

    def __init__(self) -> None:
        super().__init__(
            "Operation failed - The answer is too large to be passed on: ask for less of it",
            code=OPERATION_FAILED,
            status=502,
        )


class NotQueued(GatewayError):
    """Neither Last.fm nor the queue takes scrobbles: their sender must keep them."""

    def __init__(self, why: str, retry_after: int | None) -> None:
        super().__init__(
            f"Service Offline - Last.fm cannot be asked now, and {why}: send them again later",
            code=SERVICE_OFFLINE,
            status=503,
            retry_after=retry_after,
        )


class Unconfigured(GatewayError):
    """What the deployment needs for this call is not there, or cannot be read."""

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
    """Last.fm's own error, with the HTTP status that its code stands for.

    `reply` is how Last.fm told it, for a face that passes on what Last.fm says.
    """

    reply: "LastfmResponse | None" = None


class UpstreamFault(GatewayError):
    """Last.fm could not be reached, or what it sent is no answer.

    `reply` is what it sent, where a face passes that on.
    """

    reply: "LastfmResponse | None" = None

    def __init__(self, message: str, *, code: int = OPERATION_FAILED, status: int = 502) -> None:
        super().__init__(message, code=code, status=status, retry_after=UPSTREAM_RETRY_AFTER)


class EmptyAnswer(UpstreamFault):
    """Last.fm answered `{}`, as it does to calls that it cannot read. It is not failing."""

    def __init__(self) -> None:
        super().__init__("Operation failed - Last.fm's answer is empty")


class UpstreamUnreachable(UpstreamFault):
    """The connection to Last.fm was refused or broke."""


class UpstreamTimeout(UpstreamFault):
    """Last.fm did not answer within the deadline."""

    def __init__(self) -> None:
        super().__init__(
            "Service Offline - Last.fm did not answer in time", code=SERVICE_OFFLINE, status=504
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


def keys_unreadable() -> GatewayError:
    """Return the error for a key that cannot be checked: nobody is let in unchecked."""
    return GatewayError(
        "Service Offline - The key cannot be checked now",
        code=SERVICE_OFFLINE,
        status=503,
        retry_after=UPSTREAM_RETRY_AFTER,
    )
