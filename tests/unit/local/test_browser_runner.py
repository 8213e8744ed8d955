"""What runs scripts in a browser: how it says that one is missing, and which fonts it gives."""

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from local import browser
from local.browser import NoBrowser


@pytest.mark.parametrize(
    ("present", "says"),
    [((), "install Node.js"), (("node", "npm"), "apt-get install chromium")],
    ids=["no node", "no chromium"],
)
def test_missing_browser_is_named(
    monkeypatch: pytest.MonkeyPatch, present: tuple[str, ...], says: str
) -> None:
    """The message says what to install; tests show it as the reason why they were skipped."""
    monkeypatch.setattr(shutil, "which", lambda name: name if name in present else None)
    with pytest.raises(NoBrowser, match=says):
        browser.run_in_browser(Path(), {})


@pytest.mark.parametrize("name", ["chromium", "google-chrome"])
def test_either_browser_serves(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Debian's Chromium, and Google Chrome where that is installed."""
    monkeypatch.setattr(shutil, "which", lambda found: f"/bin/{found}" if found == name else None)
    assert browser.chromium() == f"/bin/{name}"


def test_browser_has_the_fonts_of_the_locked_packages_only(tmp_path: Path) -> None:
    """No folder of the machine, so that pictures are alike everywhere."""
    settings = browser._font_settings(tmp_path / "a & b", tmp_path)  # noqa: SLF001 (its own test)
    folders = [folder.text or "" for folder in ET.parse(settings).iter("dir")]  # noqa: S314 (our own)
    assert folders
    assert all(folder.startswith(f"{tmp_path}/a & b/") for folder in folders)
