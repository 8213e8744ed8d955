"""The deployment's configuration: one frozen object, made from the environment once."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from lastfm_gateway import __version__
from lastfm_gateway.limits.budget_grants import BudgetLimit
from lastfm_gateway.limits.sliding_window import Limit

#: Hosts that mean this machine: the second is how a container reaches its host.
_LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1", "host.docker.internal"})

#: Who may turn tokens and passwords into sessions: everybody, holders of a key, or nobody.
type SignInMode = Literal["open", "keyed", "off"]


class Settings(NamedTuple):
    """What the template hands to every function. No secret is among it."""

    table: str
    keys_table: str
    session_kms_key: str  # encrypts users' session keys
    needs_key: bool  # whether every face asks for a key of this gateway's
    sign_in: SignInMode
    sign_in_key_days: int  # for which a key that was issued by signing in is in force
    allowed_callbacks: tuple[str, ...]  # where users may be sent back to; * alone is anywhere
    parameter_prefix: str  # of the SSM parameters that hold Last.fm's key and secret
    api_root: str
    auth_url: str
    user_agent: str
    limit: Limit
    budget: BudgetLimit
    share: Limit | None  # of the budget, for one caller while others want calls too
    freshness_factor: float
    allow_origins: frozenset[str]  # whose pages may call; * alone is all
    has_domain: bool  # whether the deployment has a domain of its own
    address_key: str  # keys the hashes of callers' addresses and of sessions
    scrobble_queue: str  # its URL; none when scrobbles are not queued
    scrobble_failures: str  # the URL of the dead-letter queue, where a worker drains the queue
    link_queue: str  # the URL of the queue of names for Apple; none when links are off
    apple_search: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings in an environment. Raises ValueError when one cannot be used."""
        contact = environment.get("USER_AGENT_CONTACT", "")
        budget = BudgetLimit(
            calls=int(environment.get("UPSTREAM_BUDGET_CALLS", "1200")),
            window=int(environment.get("UPSTREAM_BUDGET_WINDOW_SECONDS", "300")),
        )
        return cls(
            table=environment["GATEWAY_TABLE"],
            keys_table=environment["KEYS_TABLE"],
            session_kms_key=environment["SESSION_KMS_KEY"],
            needs_key=_is_keyed(environment.get("ACCESS_MODE", "open")),
            sign_in=_sign_in(environment.get("SIGN_IN", "open")),
            sign_in_key_days=int(environment.get("SIGN_IN_KEY_DAYS", "365")),
            allowed_callbacks=tuple(environment.get("ALLOWED_CALLBACKS", "*").split(",")),
            parameter_prefix=environment["LASTFM_PARAMETER_PREFIX"],
            api_root=_secure(
                environment.get("LASTFM_API_ROOT", "https://ws.audioscrobbler.com/2.0/")
            ),
            auth_url=environment.get("LASTFM_AUTH_URL", "https://www.last.fm/api/auth/"),
            user_agent=f"lastfm-gateway/{__version__}" + (f" ({contact})" if contact else ""),
            limit=Limit(
                calls=int(environment.get("RATE_LIMIT_CALLS", "100")),
                window=int(environment.get("RATE_LIMIT_WINDOW_SECONDS", "60")),
            ),
            budget=budget,
            share=budget.of_one_caller(_part(environment.get("CALLER_SHARE", "0.25"))),
            freshness_factor=float(environment.get("FRESHNESS_FACTOR", "1")),
            allow_origins=frozenset(environment.get("CORS_ALLOW_ORIGINS", "*").split(",")),
            has_domain=bool(environment.get("CUSTOM_DOMAIN")),
            address_key=environment["ADDRESS_KEY"],
            scrobble_queue=environment.get("SCROBBLE_QUEUE_URL", ""),
            scrobble_failures=environment.get("SCROBBLE_FAILURES_URL", ""),
            link_queue=environment.get("APPLE_LINKS_QUEUE_URL", ""),
            apple_search=_secure(
                environment.get("APPLE_SEARCH_URL", "https://itunes.apple.com/search")
            ),
        )

    def origin_for(self, origin: str) -> str:
        """Return what an answer to a request of a page's origin allows (Fetch standard).

        One that is not allowed, or not told, is answered with an allowed one: the browser refuses.
        """
        if "*" in self.allow_origins:
            return "*"
        return origin if origin in self.allow_origins else min(self.allow_origins)


def _is_keyed(mode: str) -> bool:
    """Tell whether calls need a key. A mode that is not known must not mean open."""
    if mode not in ("open", "keyed"):
        raise ValueError("ACCESS_MODE must be open or keyed")
    return mode == "keyed"


def _sign_in(mode: str) -> SignInMode:
    """Return a mode of signing in. One that is not known must not mean open."""
    match mode:
        case "open" | "keyed" | "off":
            return mode
    raise ValueError("SIGN_IN must be open, keyed or off")


def _part(text: str) -> float:
    """Return a part of a whole."""
    part = float(text)
    if not 0 < part <= 1:
        raise ValueError("CALLER_SHARE must be above 0, and 1 at the most")
    return part


def _secure(url: str) -> str:
    """Return an upstream's address. Only this machine may be spoken to in plain text."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return url
    raise ValueError("an upstream must be https, or http on this machine")
