"""What Slack's own client raises where a call is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError


def error_of(call: Callable[[], Any]) -> str:
    """Return the error code that Slack's client raises."""
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])
