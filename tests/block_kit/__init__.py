"""What Slack refuses in blocks and views: the rules that every message in the tests is held to."""

from tests.block_kit.limits import check_blocks, check_view

__all__ = ["check_blocks", "check_view"]
