"""Messages of the import queue: one bounded piece of background work on a user's history. Pure."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, Self, get_args

from lastfm_gateway.history.window import Window

#: `import`: read what is missing. `reread`: read windows again, then verify. `verify`: compare the
#: counts of windows with Last.fm's. `repair`: read the windows that differ again.
type Task = Literal["import", "reread", "verify", "repair"]

_TASKS: Final = get_args(Task.__value__)


class MalformedMessage(Exception):
    """The message was not written by this gateway."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ImportMessage:
    """A piece of work, and all that the following ones need. No repr: it names a user.

    `generation`: of the history that it is about (see Manifest). `session`: the user's session as
    the keys table stores it, encrypted; None for none. `windows`: what is left to read, or to
    compare, last one first. `found`: windows whose counts differ. `started` and `step`: when the
    first message was due, and how many came before this one. Together they identify it.
    """

    user: str
    generation: int
    task: Task
    windows: tuple[Window, ...]
    started: int
    session: bytes | None = None
    found: tuple[Window, ...] = ()
    step: int = 0

    def then(
        self, task: Task, windows: Iterable[Window], found: Iterable[Window] = ()
    ) -> "ImportMessage":
        """Return the message after this one."""
        return ImportMessage(
            user=self.user,
            generation=self.generation,
            task=task,
            windows=tuple(windows),
            started=self.started,
            session=self.session,
            found=tuple(found),
            step=self.step + 1,
        )

    @property
    def identity(self) -> str:
        """A text that differs between messages; the same for a message that is sent again."""
        return f"{self.user.lower()} {self.generation} {self.started} {self.step} {self.task}"

    def to_json(self) -> str:
        """Return the message's body."""
        content = {name: getattr(self, name) for name in self.__slots__}
        session = b64encode(self.session).decode() if self.session else None
        return json.dumps({**content, "session": session}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Parse a message's body. Raises MalformedMessage."""
        try:
            content: dict[str, Any] = json.loads(text)
            for name in ("windows", "found"):
                content[name] = tuple(Window(int(a), int(b)) for a, b in content[name])
            session = content["session"]
            content["session"] = b64decode(session, validate=True) if session else None
            message = cls(**content)
            numbers = (message.generation, message.started, message.step)
            if message.task not in _TASKS or not all(isinstance(each, int) for each in numbers):
                raise MalformedMessage
            if not isinstance(message.user, str):
                raise MalformedMessage
        except (ValueError, KeyError, TypeError):
            raise MalformedMessage from None
        return message
