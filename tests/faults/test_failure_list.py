"""The failure list, row by row: what a test of a room shows already is that test under the row's name."""

import re

from tests.bot.outbox.conftest import desk, slack
from tests.bot.outbox.test_methods import test_ill_formed_blocks_are_sent_as_plain_text_once
from tests.bot.sockets import test_reconnecting
from tests.bot.store.test_commit import test_a_key_used_again_for_another_content_is_turned_away
from tests.bot.store.test_opening import test_a_second_writing_process_is_refused
from tests.bot.store.test_released import left, test_nothing_said_is_lost
from tests.bot.test_failures import test_a_poison_event_is_parked_after_three_attempts
from tests.bot.test_timers import test_two_replicas_close_once, test_two_replicas_nudge_once
from tests.faults import test_clocks_and_locks, test_rows
from tests.faults.test_database import (
    test_damaged_first_page,
    test_damaged_inner_page,
    test_database_locked_by_another_process,
    test_database_read_only,
    test_disk_full,
    test_newer_schema,
)
from tests.faults.test_delivery import (
    test_a_limit_holds_its_method_and_channel_and_nothing_else,
    test_a_reply_to_a_deleted_root_is_taken_back,
    test_killed_between_commit_and_post,
    test_killed_between_post_and_sent_mark,
    test_permanent_errors,
    test_rate_limited,
)
from tests.faults.test_private_words import test_response_url_expired_or_used
from tests.faults.test_unknown_outcomes import (
    test_a_timeout_is_an_unknown_outcome,
    test_an_unknown_outcome_is_looked_up_before_any_repetition,
)

__all__ = ["desk", "left", "slack"]  # fixtures

test_row_03_another_content_under_a_used_id = test_a_key_used_again_for_another_content_is_turned_away
test_row_07_killed_between_commit_and_post = test_killed_between_commit_and_post
test_row_08_killed_between_post_and_sent_mark = test_killed_between_post_and_sent_mark
test_row_09_rate_limited = test_rate_limited
test_row_09_rate_limits_hold_one_lane = test_a_limit_holds_its_method_and_channel_and_nothing_else
test_row_10_unknown_outcomes = test_an_unknown_outcome_is_looked_up_before_any_repetition
test_row_10_timeouts = test_a_timeout_is_an_unknown_outcome
test_row_11_permanent_errors = test_permanent_errors
test_row_11_ill_formed_blocks = test_ill_formed_blocks_are_sent_as_plain_text_once
test_row_12_response_url_expired_or_used = test_response_url_expired_or_used
test_row_15_root_deleted = test_a_reply_to_a_deleted_root_is_taken_back
test_row_17_database_locked = test_database_locked_by_another_process
test_row_18_disk_full = test_disk_full
test_row_19_header_corrupt = test_damaged_first_page
test_row_19_inner_page_corrupt = test_damaged_inner_page
test_row_20_read_only = test_database_read_only
test_row_21_newer_schema = test_newer_schema
test_row_21_older_schema = test_nothing_said_is_lost
test_row_25_second_writing_process = test_a_second_writing_process_is_refused
test_row_26_abandoned_is_nudged_once = test_two_replicas_nudge_once
test_row_26_abandoned_is_closed_once = test_two_replicas_close_once
test_row_28_poison_event = test_a_poison_event_is_parked_after_three_attempts


def test_every_row_has_a_test() -> None:
    """Each of the 28 rows is a test by its number, here or among those written for their row."""
    names = [*globals(), *vars(test_rows), *vars(test_clocks_and_locks), *vars(test_reconnecting)]
    rows = {int(found[1]) for name in names if (found := re.match(r"test_row_(\d\d)_", name))}
    assert rows == set(range(1, 29))
