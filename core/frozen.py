"""The base of what the core is asked and answers with."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """The base of every model in the core: immutable, and closed to unknown fields.

    Each is laid out when it is first used: all of them take a good part of a start.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
