"""The generated pages of docs/ against the declarations."""

from pathlib import Path

import pytest

from tools.docs import PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_generated_page_is_up_to_date(page: Path) -> None:
    """Each page is what the declarations generate: run `make docs` if not."""
    assert page.read_text() == PAGES[page]()
