"""A progress bar for a terminal."""

from typing import Final, TextIO

_WIDTH: Final = 40


class ProgressBar:
    """Draws one line again and again: `Exporting  [####----]  12,000 of 50,000`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._drawn = False

    def show(self, what: str, done: int, total: int) -> None:
        """Draw the line. More than the total counts as all of it."""
        filled = _WIDTH if done >= total else _WIDTH * done // total
        bar = "#" * filled + "-" * (_WIDTH - filled)
        self._stream.write(f"\r{what}  [{bar}]  {done:,} of {total:,} ")
        self._stream.flush()
        self._drawn = True

    def end(self) -> None:
        """End the line, if one was drawn."""
        if self._drawn:
            self._stream.write("\n")
            self._drawn = False
