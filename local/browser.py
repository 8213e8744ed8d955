"""Runs JavaScript over a real browser: this machine's Chromium, driven by playwright-core from npm.

The browser draws with fonts from npm only, so that pictures are alike on every machine.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

from local.npm import installed, node

#: Folders of the fonts that the browser has. Arimo is as wide as Helvetica and Arial; DejaVu has
#: Arabic, symbols, and letters of one width.
_FONTS: Final = (
    *(f"@expo-google-fonts/{name}" for name in ("arimo/400Regular", "arimo/700Bold")),
    "@expo-google-fonts/noto-emoji/400Regular",
    "dejavu-fonts-ttf/ttf",
)
_ALIASES: Final = {"Arial": "Arimo", "Helvetica": "Arimo", "monospace": "DejaVu Sans Mono"}
#: Whatever else a page asks for, system-ui included.
_OTHERWISE: Final = (
    '<match target="pattern"><edit name="family" mode="append_last" binding="same">'
    "<string>Arimo</string></edit></match>"
)
_LAUNCHER: Final = Path(__file__).with_name("browser.mjs")

#: Time limit of one run, in seconds. Each script has one of its own.
_RUN_SECONDS: Final = 300


class NoBrowser(Exception):
    """Chromium or Node.js is not installed; the message says which."""


def chromium() -> str:
    """Return the path of Chromium or Chrome. Raises NoBrowser if there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    raise NoBrowser("No chromium on this machine: `apt-get install chromium` brings it.")


def run_in_browser(folder: Path, told: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Run scripts of a folder, one after the other, in one browser.

    `told` maps the name of each script, `<name>.mjs`, to its JSON argument. Returns for each name
    `{"seen": what it returned}` or `{"failure": what went wrong}`. Raises NoBrowser.
    """
    if not shutil.which("node") or not shutil.which("npm"):
        raise NoBrowser("No node and npm on this machine: install Node.js 20 or newer.")
    browser = chromium()
    package = installed("browser", "playwright-core")
    with tempfile.TemporaryDirectory(prefix="lastfm-gateway-fonts-") as made:
        env = {
            **os.environ,
            "CHROMIUM": browser,
            "PLAYWRIGHT": str(package / "index.mjs"),
            "AXE": str(package.parent / "axe-core" / "axe.min.js"),
            "FONTCONFIG_FILE": str(_font_settings(package.parent, Path(made))),
            "NO_PROXY": "*",
        }
        done = subprocess.run(
            [node(least=20), str(_LAUNCHER), str(folder)],
            input=json.dumps(told),
            env=env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=_RUN_SECONDS,
        )
    results: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return results


def _font_settings(packages: Path, folder: Path) -> Path:
    """Write a fontconfig file with the fonts of npm's packages only, and return its path."""
    folders = "".join(f"<dir>{escape(str(packages / font))}</dir>" for font in _FONTS)
    aliases = "".join(
        f"<alias binding='same'><family>{name}</family><prefer><family>{font}</family></prefer>"
        "</alias>"
        for name, font in _ALIASES.items()
    )
    settings = folder / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig>{folders}<cachedir>{escape(str(folder))}</cachedir>{aliases}{_OTHERWISE}</fontconfig>\n"
    )
    return settings
