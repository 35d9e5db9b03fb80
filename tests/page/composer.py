"""What people type on the page."""

from playwright.sync_api import Page

WHOLE = (
    "/gpu-advice Llama 3 8B, AWQ 4-bit, chat for 20 at once, 4k context, 1k prompts, "
    "first word within 1 s, the model is good enough"
)
"""A command that says everything, so that nothing is asked."""


def send(page: Page, words: str, *, thread: bool = False) -> None:
    """Type into the composer of the channel, or of the thread, and press Enter."""
    boxes = page.get_by_role("textbox")
    box = boxes.last if thread else boxes.first
    box.fill(words)
    box.press("Enter")
