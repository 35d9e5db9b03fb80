"""What Slack refuses in tables and charts: cells, rows of one width, characters, points."""

from typing import Any

from tests.block_kit.elements import RICH_TEXT, flag, number, typed
from tests.block_kit.rules import (
    Check,
    Keys,
    many,
    object_with,
    one_of,
    string,
)

MOST_TABLE_CHARACTERS, MOST_DATA_TABLE_CHARACTERS = 10_000, 20_000


def count_cells(check: Check, rows: Any, at: str) -> None:
    """Count the characters in a table's cells, and hold its rows to one width."""
    cells = [cell for row in rows if isinstance(row, list) for cell in row if isinstance(cell, dict)]
    amount = sum(len(cell.get("text") or "") for cell in cells)
    if at.endswith("data"):
        if len({len(row) for row in rows if isinstance(row, list)}) > 1:
            check.refuse("rows must have the same number of cells", at)
        check.count("characters in data tables", amount, MOST_DATA_TABLE_CHARACTERS, at)
    else:
        check.count("characters in tables", amount, MOST_TABLE_CHARACTERS, at)


def check_chart(check: Check, chart: Any, at: str) -> None:
    kind = chart.get("type") if isinstance(chart, dict) else None
    object_with(_PIE if kind == "pie" else _AXES)(check, chart, at)
    if kind not in ("pie", "bar", "line", "area"):
        check.refuse(f"unsupported chart: {kind}", at)
        return
    categories = (chart.get("axis_config") or {}).get("categories")
    for place, series in enumerate(chart.get("series") or ()):
        if [point.get("label") for point in series.get("data", ())] != categories:
            check.refuse("must have one point for each category, in their order", f"{at}/series/{place}")


RAW_TEXT: Keys = {"!text": string(MOST_TABLE_CHARACTERS)}
CELLS: dict[str, Keys] = {
    "raw_text": RAW_TEXT,
    "raw_number": {"!value": number, "text": string(MOST_TABLE_CHARACTERS)},
    "rich_text": RICH_TEXT,
}
rows_of_cells = many(many(typed(CELLS), 1, 20), 1, 100)
_column = object_with({"align": one_of("left", "center", "right"), "is_wrapped": flag})
_point = object_with({"!label": string(20), "!value": number})
_series = object_with({"!name": string(20), "!data": many(_point, 1, 20)})
_axis = object_with(
    {"!categories": many(string(20), 1, 20), "x_label": string(50, 0), "y_label": string(50, 0)}
)
_PIE: Keys = {"!segments": many(_point, 1, 12)}
_AXES: Keys = {"!series": many(_series, 1, 12, "name"), "!axis_config": _axis}


def column_or_none(check: Check, value: Any, at: str) -> None:
    if value is not None:
        _column(check, value, at)
