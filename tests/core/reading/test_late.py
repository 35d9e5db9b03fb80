"""Patterns wait until they are applied."""

from core.reading.late import Late


def test_a_late_pattern_is_compiled_at_its_first_use_and_then_kept() -> None:
    """It finds what the same expression finds."""
    late = Late(r"(\d+)k")
    assert "compiled" not in vars(late)
    found = late.search("from 8k to 16k")
    assert found is not None
    assert found[1] == "8"
    assert [one[1] for one in late.finditer("from 8k to 16k")] == ["8", "16"]
    assert late.compiled is late.compiled
