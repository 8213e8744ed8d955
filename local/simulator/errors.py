"""Last.fm's error codes, their messages and their HTTP statuses."""

MESSAGES = {
    2: "Invalid service - This service does not exist",
    3: "Invalid Method - No method with that name in this package",
    4: "Authentication Failed - You do not have permissions to access the service",
    5: "Invalid format - This service doesn't exist in that format",
    6: "Invalid parameters - Your request is missing a required parameter",
    7: "Invalid resource specified",
    8: "Operation failed - Most likely the backend service failed. Please try again.",
    9: "Invalid session key - Please re-authenticate",
    10: "Invalid API key - You must be granted a valid key by last.fm",
    11: "Service Offline - This service is temporarily offline. Try again later.",
    13: "Invalid method signature supplied",
    14: "Unauthorized Token - This token has not been authorized",
    15: "This token has expired",
    16: "There was a temporary error processing your request. Please try again",
    17: "Login: User required to be logged in",
    26: "API Key Suspended - This application is not allowed to make requests",
    27: "Deprecated - This type of request is no longer supported",
    29: "Rate Limit Exceeded - Your application has made too many requests in a short period",
}

STATUSES = {
    4: 403,
    8: 500,
    9: 403,
    10: 403,
    11: 503,
    13: 403,
    14: 403,
    15: 403,
    16: 503,
    17: 403,
    26: 403,
    29: 429,
}
BAD_REQUEST, NOT_FOUND = 400, 404
INVALID_PARAMETERS = 6


class ApiError(Exception):
    """An error of the service.

    By default the code determines the status; code 6 is 400 from newer methods, and 200 with an
    empty `links` from older ones. `status` and `links` override this.
    """

    def __init__(
        self,
        code: int,
        message: str | None = None,
        *,
        status: int | None = None,
        links: bool | None = None,
    ) -> None:
        super().__init__(message or MESSAGES[code])
        self.code = code
        self.message = message or MESSAGES[code]
        self._status = status
        self._links = links

    def status(self, *, newer: bool) -> int:
        """Return the HTTP status for a newer or an older method."""
        if self._status is not None:
            return self._status
        if self.code == INVALID_PARAMETERS and not newer:
            return 200
        return STATUSES.get(self.code, BAD_REQUEST)

    def links(self, *, newer: bool) -> bool:
        """Return whether the JSON body has an empty `links`."""
        if self._links is not None:
            return self._links
        return self.code == INVALID_PARAMETERS and not newer
