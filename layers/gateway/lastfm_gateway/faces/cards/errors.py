"""What a card shows in place of music: the errors of cards, and those of the gateway. Pure."""

from typing import Final, NamedTuple

from lastfm_gateway.errors import (
    HIDDEN,
    INVALID_PARAMETERS,
    GatewayError,
    NoSuchRoute,
    Unauthorized,
    UpstreamError,
    VerbNotAllowed,
)

#: How long an error may be kept, in seconds: by default, of a bad address, of a busy Last.fm.
BRIEFLY: Final = 10
LONG: Final = 300
BUSY_FOR: Final = 30


class CardError(NamedTuple):
    """An error as its card shows it. `code` is the value of X-Card-Error."""

    code: str
    title: str
    hint: str = ""
    max_age: int = BRIEFLY


NO_USER: Final = CardError("no_user", "No user given", "Add ?user=name", LONG)
NO_CARD: Final = CardError("no_card", "No such card", "Try /card/recent.svg?user=name", LONG)
BY_LINK_ONLY: Final = CardError(
    "share_link_needed", "This gateway is not public", "Use a share link", LONG
)
NO_LINK: Final = CardError("invalid_link", "This link is no longer valid")
NOT_FOUND: Final = CardError("user_not_found", "User not found", "Check the name at last.fm")
HIDES: Final = CardError("hidden", "Listening is hidden", "The owner can make a share link")
NOTHING: Final = CardError("no_scrobbles", "Nothing scrobbled yet")
NOTHING_THEN: Final = CardError("no_scrobbles", "Nothing scrobbled in this period")
BUSY: Final = CardError("busy", "Last.fm is busy", "Try again in a minute", BUSY_FOR)
REFUSED: Final = CardError("refused", "Last.fm refuses this gateway", "Its operator must act")
FAILED: Final = CardError("failed", "This card failed", "Try again in a minute")
#: Those that are not the caller's mistake, nor the user's choice.
FAILURES: Final = (BUSY, REFUSED, FAILED)
#: A verb that no card takes.
NOT_TAKEN: Final = CardError("no_card", "Cards are read only", "Ask for them with GET", LONG)


class CardRefused(GatewayError):
    """A card is not drawn. `shown` is drawn in its place."""

    def __init__(self, shown: CardError) -> None:
        super().__init__(shown.title, code=INVALID_PARAMETERS, status=200)
        self.shown = shown


def shown_for(error: GatewayError) -> CardError:
    """Return what a card shows for an error."""
    match error:
        case CardRefused():
            shown = error.shown
        case Unauthorized():
            shown = NO_LINK
        case NoSuchRoute():
            shown = NO_CARD
        case VerbNotAllowed():
            shown = NOT_TAKEN
        case _ if error.code == HIDDEN:
            shown = HIDES
        case _ if error.is_transient:
            shown = BUSY
        case UpstreamError():
            shown = NOT_FOUND if error.code == INVALID_PARAMETERS else REFUSED
        case _:
            shown = FAILED
    return shown
