"""The deployment's settings: one immutable object, read from the environment once."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from lastfm_gateway import __version__
from lastfm_gateway.limits.budget_grants import BudgetLimit
from lastfm_gateway.limits.sliding_window import Limit

#: Hosts that are this machine, or the host of a container.
_LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1", "host.docker.internal"})

#: Who may exchange tokens and passwords for sessions: everybody, holders of a key, or nobody.
type SignInMode = Literal["open", "keyed", "off"]


class Settings(NamedTuple):
    """What the template sets for every function. It holds no Last.fm credentials."""

    table: str
    keys_table: str
    history_table: str  # empty for functions that read no history
    session_kms_key: str  # encrypts users' session keys
    needs_key: bool  # whether every face requires a key of this gateway
    sign_in: SignInMode
    sign_in_key_days: int  # lifetime of a key that was issued by signing in
    allowed_callbacks: tuple[str, ...]  # where sign-ins may redirect to; * alone is anywhere
    parameter_prefix: str  # of the SSM parameters with Last.fm's key and secret
    api_root: str
    auth_url: str
    pictures_root: str  # where pictures are fetched, if not at the host of their URL
    user_agent: str
    limit: Limit
    budget: BudgetLimit
    share: Limit | None  # of the budget, for one caller while others make calls too
    import_limit: Limit  # of the budget, for all imports of histories together
    history_months: int  # how long scrobbles are kept; 0 for ever
    freshness_factor: float
    allow_origins: frozenset[str]  # CORS origins; * alone is all
    has_domain: bool  # whether the deployment has a custom domain
    edge_secret: str  # which CloudFront sends; empty for a deployment without it
    edge_secret_arn: str  # of the secret, whose earlier values stay valid for a day
    cdn_only: bool  # whether requests that did not pass CloudFront are refused
    is_local: bool  # whether this machine serves the deployment, with a stand-in for AWS
    address_key: str  # the HMAC key for callers' addresses and for sessions
    scrobble_queue: str  # URL; empty when scrobbles are not queued
    scrobble_failures: str  # URL of the dead-letter queue, set for the worker only
    history_queue: str  # URL of the queue of imports; empty for functions that begin none
    history_failures: str  # URL of its dead-letter queue, set for the worker only
    link_queue: str  # URL of the queue of searches at Apple; empty when links are off
    apple_search: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings of an environment. Raises ValueError for an invalid one."""
        contact = environment.get("USER_AGENT_CONTACT", "")
        budget = BudgetLimit(
            calls=int(environment.get("UPSTREAM_BUDGET_CALLS", "1200")),
            window=int(environment.get("UPSTREAM_BUDGET_WINDOW_SECONDS", "300")),
        )
        return cls(
            table=environment["GATEWAY_TABLE"],
            keys_table=environment["KEYS_TABLE"],
            history_table=environment.get("HISTORY_TABLE", ""),
            session_kms_key=environment["SESSION_KMS_KEY"],
            needs_key=_is_keyed(environment.get("ACCESS_MODE", "open")),
            sign_in=_sign_in(environment.get("SIGN_IN", "open")),
            sign_in_key_days=int(environment.get("SIGN_IN_KEY_DAYS", "365")),
            allowed_callbacks=tuple(environment.get("ALLOWED_CALLBACKS", "*").split(",")),
            parameter_prefix=environment["LASTFM_PARAMETER_PREFIX"],
            api_root=_upstream_url(
                environment.get("LASTFM_API_ROOT", "https://ws.audioscrobbler.com/2.0/")
            ),
            auth_url=environment.get("LASTFM_AUTH_URL", "https://www.last.fm/api/auth/"),
            pictures_root=_pictures_root(environment.get("LASTFM_PICTURES_ROOT", "")),
            user_agent=f"lastfm-gateway/{__version__}" + (f" ({contact})" if contact else ""),
            limit=Limit(
                calls=int(environment.get("RATE_LIMIT_CALLS", "100")),
                window=int(environment.get("RATE_LIMIT_WINDOW_SECONDS", "60")),
            ),
            budget=budget,
            share=budget.of_one_caller(_share(environment, "CALLER_SHARE", "0.25")),
            import_limit=budget.limit_of(_share(environment, "HISTORY_IMPORT_SHARE", "0.5")),
            history_months=int(environment.get("HISTORY_RETENTION_MONTHS", "0")),
            freshness_factor=float(environment.get("FRESHNESS_FACTOR", "1")),
            allow_origins=frozenset(environment.get("CORS_ALLOW_ORIGINS", "*").split(",")),
            has_domain=bool(environment.get("CUSTOM_DOMAIN")),
            edge_secret=environment.get("EDGE_SECRET", ""),
            edge_secret_arn=environment.get("EDGE_SECRET_ARN", ""),
            cdn_only=environment.get("CDN_ONLY") == "on",
            is_local=bool(environment.get("AWS_ENDPOINT_URL")),
            address_key=environment["ADDRESS_KEY"],
            scrobble_queue=environment.get("SCROBBLE_QUEUE_URL", ""),
            scrobble_failures=environment.get("SCROBBLE_FAILURES_URL", ""),
            history_queue=environment.get("HISTORY_QUEUE_URL", ""),
            history_failures=environment.get("HISTORY_FAILURES_URL", ""),
            link_queue=environment.get("APPLE_LINKS_QUEUE_URL", ""),
            apple_search=_upstream_url(
                environment.get("APPLE_SEARCH_URL", "https://itunes.apple.com/search")
            ),
        )

    def origin_for(self, origin: str) -> str:
        """Return the value of Access-Control-Allow-Origin for a request's origin.

        An origin that is not allowed gets an allowed one, so that the browser refuses.
        """
        if "*" in self.allow_origins:
            return "*"
        return origin if origin in self.allow_origins else min(self.allow_origins)


def _is_keyed(mode: str) -> bool:
    """Return whether calls need a key. An unknown mode must not mean open."""
    if mode not in ("open", "keyed"):
        raise ValueError("ACCESS_MODE must be open or keyed")
    return mode == "keyed"


def _sign_in(mode: str) -> SignInMode:
    """Return the sign-in mode. An unknown mode must not mean open."""
    match mode:
        case "open" | "keyed" | "off":
            return mode
    raise ValueError("SIGN_IN must be open, keyed or off")


def _share(environment: Mapping[str, str], name: str, default: str) -> float:
    """Return a share, above 0 and up to 1."""
    share = float(environment.get(name, default))
    if not 0 < share <= 1:
        raise ValueError(f"{name} must be above 0 and at most 1")
    return share


def _pictures_root(url: str) -> str:
    return url and _upstream_url(url).rstrip("/")


def _upstream_url(url: str) -> str:
    """Return an upstream's URL. Only hosts on this machine may use plain http."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return url
    raise ValueError("an upstream must use https, or http on this machine")
