"""What is posted to Slack: the gist as text, and the blocks."""

from typing import NamedTuple, Self

from bot.blocks import Block, checked


class Message(NamedTuple):
    """`text` is the whole gist: the notification, what a screen reader reads, and what old clients show."""

    text: str
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, text: str, *blocks: Block | None) -> Self:
        """Put a message together, leaving out the blocks there are none of; raises BlockError."""
        return cls(*checked(text, [block for block in blocks if block is not None]))
