"""Clients of Slack's Web API."""

import ssl

from bot.workspaces import web_client


def test_whom_to_trust_is_read_once() -> None:
    """Every client checks whom it talks to, by certificates that are read once for all of them."""
    one, other = (
        web_client("https://slack.com/api/", "xoxb-1"),
        web_client("https://slack.com/api/", "xoxb-2"),
    )
    assert one.ssl is not None
    assert one.ssl is other.ssl
    assert (one.ssl.verify_mode, one.ssl.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert one.ssl.get_ca_certs()
