"""What a button or menu carries: which interview, at which revision, which slot and value.

The value only says what a typed reply would say; whoever handles it checks it against where it was clicked.
"""

import json
from typing import Any, NamedTuple, Self

from core.workload import Slot

IN_ITS_THREAD = ("change", "what_if")
"""The controls of a recommendation that lead on in its thread."""

ON_RECORDS = (*IN_ITS_THREAD, "share", "start_from", "export_csv", "export_json", "export_md", "delete")
"""The controls of a recommendation that work."""

_COMPACT = json.JSONEncoder(separators=(",", ":"))


def carried(slot: Slot, value: Any) -> str:
    """Return what a control stands for, as it follows the interview and the revision."""
    return f"|{slot.value}|{_COMPACT.encode(value)}"


class Control(NamedTuple):
    """A control's load, as it travels through Slack."""

    interview_id: str
    revision: int
    slot: Slot | None = None
    value: Any = None

    def encode(self) -> str:
        """Return the load as text, short enough for a menu's option."""
        stands_for = "" if self.slot is None else carried(self.slot, self.value)
        return f"{self.interview_id}|{self.revision}{stands_for}"

    @classmethod
    def decode(cls, text: str) -> Self | None:
        """Read a load back; None for anything that is none."""
        parts = text.split("|", 3)
        if len(parts) not in (2, 4) or not parts[1].isascii() or not parts[1].isdecimal():
            return None
        if len(parts) == 2:
            return cls(parts[0], int(parts[1]))
        try:
            return cls(parts[0], int(parts[1]), Slot(parts[2]), json.loads(parts[3]))
        except ValueError:
            return None
