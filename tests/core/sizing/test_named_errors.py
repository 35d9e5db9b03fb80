"""The errors that messages name are shares of something that was measured."""

from core.sizing.measured_errors import MEASURED_ERRORS


def test_every_named_error_is_a_share_of_rows() -> None:
    """Rows were measured, both shares lie between 0 and 1, and no quantity is named twice for one job."""
    for named in MEASURED_ERRORS.values():
        assert len({error.quantity for error in named}) == len(named)
        for error in named:
            assert error.rows > 0
            assert 0 < error.median < 1
            assert 0 < error.within_25 < 1
