"""Sheets of cards as Chromium draws them, compared with those in tests/e2e/pictures.

`make card-pictures` draws them anew, after a card has changed on purpose.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from local.browser import run_in_browser
from tests.support.card_samples import WIDTHS, sheets

PICTURES: Final = Path(__file__).parents[1] / "e2e" / "pictures"
SCRIPTS: Final = Path(__file__).with_name("browser")
_PREFIX: Final = "data:image/png;base64,"

type Cards = Iterable[tuple[str, list[dict[str, Any]]]]


def draw(cards: Cards) -> dict[str, Any]:
    """Draw sheets of cards, and compare each with the earlier picture of its name.

    Raises NoBrowser, and RuntimeError with what went wrong in the browser.
    """
    told = {name: {"cards": drawn, "earlier": _earlier(name)} for name, drawn in cards}
    argument: Mapping[str, Any] = {"sheets": told, "perRow": len(WIDTHS)}
    result = run_in_browser(SCRIPTS, {"cards": argument})["cards"]
    if "failure" in result:
        raise RuntimeError(result["failure"])
    seen: dict[str, Any] = result["seen"]
    return seen


def _earlier(name: str) -> str | None:
    path = PICTURES / f"{name.partition(' ')[0]}.png"
    return _PREFIX + b64encode(path.read_bytes()).decode() if path.exists() else None


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for name, sheet in draw(sheets())["sheets"].items():
        path = PICTURES / f"{name}.png"
        path.write_bytes(b64decode(sheet["png"].removeprefix(_PREFIX)))
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")  # noqa: T201 (a program)
