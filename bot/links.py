"""Addresses of threads, as Slack's own "Copy link" makes them."""


def thread_link(team: str, channel: str, root_ts: str | None, site: str | None) -> str:
    """Return the address of the thread under a root message.

    `site` is the workspace's own address; where that or the root is not known it is Slack's address for the
    channel.
    """
    if not site or not root_ts:
        return f"https://slack.com/app_redirect?team={team}&channel={channel}"
    return f"{site.rstrip('/')}/archives/{channel}/p{root_ts.replace('.', '')}"
