"""The web service: checks a call in Last.fm's order, then answers it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from local.simulator.errors import ApiError
from local.simulator.keys import SECRETS, SUSPENDED_API_KEY
from local.simulator.method import Call, Method
from local.simulator.methods import METHODS
from local.simulator.people import Person
from local.simulator.reply import Reply, failure, success
from local.simulator.sessions import owner
from local.simulator.signature import is_signed
from local.simulator.world import World


@dataclass(frozen=True)
class Request:
    """A request: its HTTP verb, and the parameters of query and body."""

    verb: str
    query: Mapping[str, str]
    form: Mapping[str, str]

    @property
    def parameters(self) -> dict[str, str]:
        """Query and body parameters; the body takes precedence."""
        return {**self.query, **self.form}

    @property
    def method(self) -> Method | None:
        """The requested method, in any case; None if unknown."""
        return METHODS.get(self.parameters.get("method", "").lower())


def read_request(verb: str, query: str, body: bytes) -> Request:
    """Parse a request; the body is read as urlencoded, whatever its Content-Type."""
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Request(verb, dict(parse_qsl(query, keep_blank_values=True)), form)


@dataclass
class Service:
    """The web service over one world; `secrets` are the known API keys' shared secrets."""

    world: World = field(default_factory=World)
    secrets: dict[str, str] = field(default_factory=lambda: dict(SECRETS))
    suspended: frozenset[str] = frozenset({SUSPENDED_API_KEY})

    def answer(self, request: Request, now: int, *, wrong_user: bool = False) -> Reply:
        """Answer a request; `wrong_user` answers about another user."""
        parameters, method = request.parameters, request.method
        try:
            call = self._check(request, now)
            tree = call.method.answer(_for_another(call) if wrong_user else call)
        except ApiError as error:
            return failure(error, parameters, newer=method is None or method.newer)
        return success(tree, parameters)

    def _check(self, request: Request, now: int) -> Call:
        parameters, method = request.parameters, request.method
        api_key = parameters.get("api_key", "").strip()
        if not api_key:
            raise ApiError(6, status=400, links=False)
        if method is None:
            raise ApiError(3)
        if api_key not in self.secrets:
            raise ApiError(10)
        if api_key in self.suspended:
            raise ApiError(26)
        if method.post and (request.verb != "POST" or method.secret in request.query):
            raise ApiError(4)
        if (method.signed or "api_sig" in parameters) and not is_signed(
            parameters, self.secrets[api_key]
        ):
            raise ApiError(13)
        caller = self._caller(method, parameters, api_key)
        method.check(parameters)
        return Call(method, parameters, self.world, now, caller)

    def _caller(self, method: Method, parameters: Mapping[str, str], key: str) -> Person | None:
        """Return the session's user; None without a session. Error 9 if it is invalid."""
        if not method.session and not parameters.get("sk"):
            return None
        return owner(self.world.people, parameters.get("sk", ""), key)


def _for_another(call: Call) -> Call:
    other = "newcomer" if call.get("user").casefold() == "rj" else "rj"
    return replace(call, parameters={**call.parameters, "user": other})
