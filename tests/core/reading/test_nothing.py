"""Words that say nothing."""

import pytest

from core.catalog.catalogue import default_catalogue
from core.reading import Heard, read
from core.workload import Slot


@pytest.mark.parametrize("text", ["", "  ", "\n", "\u00a0\t"])
def test_blank_text_is_heard_as_nothing_whatever_was_asked(text: str) -> None:
    """No answer, no command, and no complaint."""
    for asked in (None, *Slot):
        assert read(text, asked, default_catalogue()) == Heard()
