"""The errors that messages name are those that the measurements show, rounded to the careful side."""

import pytest

from core.sizing.measured_errors import MEASURED_ERRORS, MeasuredError
from tests.bench.measured_models import FOLDERS
from tests.bench.predict import predict_rows
from tests.bench.score_measured import read_rows, score

NAMED = {error for errors in MEASURED_ERRORS.values() for error in errors}


@pytest.mark.parametrize(
    "named", sorted(NAMED, key=str), ids=lambda named: f"{named.kind}, {named.sub_kind}: {named.quantity}"
)
def test_the_error_named_is_the_error_measured(named: MeasuredError) -> None:
    """What is said is no better than what is measured, and no more than a twentieth worse."""
    path = FOLDERS[-1] / f"{named.kind}.csv"
    predictions = {said["row"]: said for said in predict_rows(path)}
    found = next(
        row
        for row in score(named.kind, read_rows(path), predictions)
        if row["sub_kind"] == named.sub_kind
        and row["measure"] == ("memory" if named.quantity == "memory" else "speed")
    )
    assert found["rows"] >= named.rows
    assert found["median_error"] <= named.median <= found["median_error"] + 0.05
    assert found["within_25"] - 0.05 <= named.within_25 <= found["within_25"]
