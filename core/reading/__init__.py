"""A person's words, read: free text in, values for slots and commands out. Pure and deterministic."""

from core.reading.amends import amended
from core.reading.asks import Ask, asks
from core.reading.batches import other_amount, times, with_batch
from core.reading.data_told import data_told
from core.reading.heard import Command, Heard, Problem, ProblemKind, Reading
from core.reading.lengths_told import data_lasting, lasting, length_told
from core.reading.named_sizes import in_that_size, with_named_size
from core.reading.parts import read_for
from core.reading.problems import is_chatter, is_wordless
from core.reading.read import read
from core.reading.rules.scans import reads_scans
from core.reading.shares import means_everybody, share_of
from core.reading.unknowns import unknown_slots
from core.reading.unsized import Family, family_of
from core.reading.waits import leaves_the_wait_open

__all__ = [
    "Ask",
    "Command",
    "Family",
    "Heard",
    "Problem",
    "ProblemKind",
    "Reading",
    "amended",
    "asks",
    "data_lasting",
    "data_told",
    "family_of",
    "in_that_size",
    "is_chatter",
    "is_wordless",
    "lasting",
    "leaves_the_wait_open",
    "length_told",
    "means_everybody",
    "other_amount",
    "read",
    "read_for",
    "reads_scans",
    "share_of",
    "times",
    "unknown_slots",
    "with_batch",
    "with_named_size",
]
