"""Downloads an export page by page into a file, and goes on where it was stopped.

`rj.csv.part` grows by whole pages. `rj.csv.cursor` says how many of its bytes count, and where the
next page begins. It is replaced after each page, so that a page cut off is downloaded again.
"""

import csv
import io
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from tools.export.gateway import Gateway
from tools.export.progress import ProgressBar

#: The file name's end by format.
SUFFIXES: Final = {"ndjson": "ndjson", "csv": "csv", "listenbrainz": "listenbrainz.jsonl"}

_HEADER_ROWS: Final = {"csv": 1}


class Download:
    """An export into one file. `file` exists when the export is whole."""

    def __init__(self, gateway: Gateway, path: Path, form: str) -> None:
        """`path`: the file's, without its suffix."""
        self._gateway = gateway
        self._form = form
        self.file = path.with_name(f"{path.name}.{SUFFIXES[form]}")
        self._part = path.with_name(f"{self.file.name}.part")
        self._cursor = path.with_name(f"{self.file.name}.cursor")

    def run(self, bar: ProgressBar) -> int:
        """Download what is left. Return the number of scrobbles. Raises ExportStopped."""
        total = self._gateway.status().lastfm_total
        cursor = self._resume()
        count = _rows(self._form, self._part.read_bytes()) - _HEADER_ROWS.get(self._form, 0)
        while cursor is not None:
            bar.show("Exporting", max(0, count), total)
            page = self._gateway.page(self._form, cursor)
            self._append(page.body, page.cursor)
            count += _rows(self._form, page.body)
            cursor = page.cursor
        bar.show("Exporting", count, total)
        bar.end()
        self._part.replace(self.file)
        self._cursor.unlink()
        return count

    def _resume(self) -> str | None:
        """Cut the file to the pages that count. Return the next one's cursor, None after the last.

        Empty at the beginning, and whenever the two files do not fit together.
        """
        with suppress(OSError, ValueError, KeyError, TypeError):
            noted = json.loads(self._cursor.read_text())
            if self._part.stat().st_size >= noted["bytes"]:
                os.truncate(self._part, noted["bytes"])
                return None if noted["cursor"] is None else str(noted["cursor"])
        self._part.write_bytes(b"")
        return ""

    def _append(self, body: bytes, cursor: str | None) -> None:
        """Add a page, and note that it counts."""
        with self._part.open("ab") as part:
            part.write(body)
            part.flush()
            os.fsync(part.fileno())
            size = part.tell()
        noted = self._cursor.with_name(f"{self._cursor.name}.new")
        noted.write_text(json.dumps({"bytes": size, "cursor": cursor}))
        noted.replace(self._cursor)


def _rows(form: str, content: bytes) -> int:
    """Return the number of rows. A name in CSV may contain line feeds."""
    if form == "csv":
        return sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline="")))
    return content.count(b"\n")
