"""Kinds of parameter values: numbers are clamped, bad values are None, nothing fails. Pure."""

import math
from dataclasses import dataclass
from typing import Final, Protocol

from lastfm_gateway.faces.cards.characters import clean
from lastfm_gateway.faces.cards.colours import parse_colour

_ON: Final = frozenset({"1", "true", "yes", "on"})
_OFF: Final = frozenset({"0", "false", "no", "off"})


class ParameterKind[T](Protocol):
    """What a parameter takes."""

    def parse(self, text: str) -> T | None:
        """Return the value of a query parameter, None if it is not one."""

    def describe(self) -> str:
        """Return the values it takes, for the documentation."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, clamped."""

    low: int
    high: int

    def parse(self, text: str) -> int | None:
        """Return the number within its bounds. Infinity counts as a number, NaN does not."""
        try:
            number = float(text)
        except ValueError:
            return None
        return None if math.isnan(number) else int(max(self.low, min(self.high, number)))

    def describe(self) -> str:
        """Return the bounds."""
        return f"{self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Flag:
    """On or off."""

    def parse(self, text: str) -> bool | None:
        """Return whether it is on."""
        word = text.strip().lower()
        return word in _ON if word in _ON | _OFF else None

    def describe(self) -> str:
        """Return the plainest two of its words."""
        return "`1`, `0`"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several words. `on` is the word for `1`, `true`, `yes` and `on`, if there is one."""

    words: tuple[str, ...]
    on: str = ""

    def parse(self, text: str) -> str | None:
        """Return the word. `0`, `false` and `no` stand for `off` where that is a word."""
        word = text.strip().lower()
        if word not in self.words:
            word = (word in _ON and self.on) or (word in _OFF and "off") or ""
        return word if word in self.words else None

    def describe(self) -> str:
        """Return the words."""
        return ", ".join(f"`{word}`" for word in self.words)


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour in hex digits."""

    def parse(self, text: str) -> str | None:
        """Return 6 or 8 lower-case digits, "" for no colour."""
        stripped = text.strip()
        return (parse_colour(stripped) or None) if stripped else ""

    def describe(self) -> str:
        """Return the form."""
        return "3, 4, 6 or 8 hex digits"


@dataclass(frozen=True, slots=True)
class Words:
    """Free text up to a length."""

    most: int

    def parse(self, text: str) -> str:
        """Return the text on one line, cut at its length."""
        return clean(text)[: self.most].strip()

    def describe(self) -> str:
        """Return the length."""
        return f"up to {self.most} characters"
