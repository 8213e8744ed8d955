"""The pages' files: read when they are first needed, so that a cold start reads none."""

from hashlib import sha256
from pathlib import Path
from typing import Final

#: The documentation's viewer, as npm has it.
VIEWER: Final = "rapidoc-9.3.8.min.js"
JAVASCRIPT: Final = "text/javascript; charset=utf-8"


class Assets:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}

    def text(self, name: str) -> str:
        """Return a file's text."""
        if name not in self._texts:
            self._texts[name] = (self._folder / name).read_text(encoding="utf-8")
        return self._texts[name]

    def viewer_name(self) -> str:
        """Return the viewer's name with its hash, so that browsers may keep it for ever."""
        stem = VIEWER.removesuffix(".js")
        return f"{stem}.{sha256(self.text(VIEWER).encode()).hexdigest()[:12]}.js"
