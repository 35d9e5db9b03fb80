"""One way to meet a demand: so many cards of a tier, how they work together, how every constraint stands."""

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from core.planning.findings import VERDICTS, Finding
from core.planning.offers import Offer, nodes_of
from core.recommendation import Verdict

BRIM = 1.1
"""With less room than this as expected a plan stands at the brim: it may as well not be enough."""

_HOW_IT_STANDS = attrgetter("rank", "slack", "expected_slack")


class Setup(NamedTuple):
    """How a run uses its cards: sharding of states, recomputing of activations, sequences at once."""

    sharding: str
    gradient_checkpointing: bool
    micro_batch: int


_SERVES = Setup("none", gradient_checkpointing=False, micro_batch=0)
"""What stands there where nothing is trained."""


class Candidate(NamedTuple):
    """A plan before it is written out. `usd_per_month` is the expected bill that it is ranked by."""

    offer: Offer
    gpu_count: int
    nodes: int
    cards_per_replica: int
    setup: Setup
    findings: tuple[Finding, ...]
    deciding: Finding
    standing: tuple[int, int, bool, float, float]
    """Order by how well demands are met: the verdict, then how it would stand if its card ran the format.

    Of plans that fall short, one whose memory holds what it must stands before one that cannot even begin.
    """
    usd_per_month: float

    @property
    def key(self) -> tuple[str, int]:
        """What tells two plans apart for a person: the tier and the number of cards."""
        return self.offer.tier.id, self.gpu_count

    @property
    def is_complete(self) -> bool:
        """Whether every constraint was looked at: where memory already says no, speed is left out."""
        return self.standing[2]

    @property
    def sureness(self) -> int:
        """How surely it is enough: 3 if all goes badly, 2 with room as expected, 1 at the brim, else 0."""
        if self.deciding.rank != 1:
            return 3 if self.deciding.rank else 0
        return 2 if min(one.expected_slack for one in self.findings) >= BRIM else 1

    @property
    def verdict(self) -> Verdict:
        """The verdict of the deciding constraint."""
        return self.deciding.verdict


def candidate_of(
    *,
    offer: Offer,
    gpu_count: int,
    cards_per_replica: int,
    findings: tuple[Finding, ...],
    usd_per_month: float,
    setup: Setup = _SERVES,
) -> Candidate:
    """Return a candidate with what its findings decide."""
    deciding = deciding_of(findings)
    physical = deciding
    if deciding.constraint == "format":
        physical = deciding_of(finding for finding in findings if finding.constraint != "format")
    holds = all(finding.rank > 0 for finding in findings if finding.constraint == "memory")
    return Candidate(
        offer=offer,
        gpu_count=gpu_count,
        nodes=nodes_of(offer, gpu_count),
        cards_per_replica=cards_per_replica,
        setup=setup,
        findings=findings,
        deciding=deciding,
        standing=(deciding.rank, physical.rank, holds, physical.slack, physical.expected_slack),
        usd_per_month=usd_per_month,
    )


def deciding_of(findings: Iterable[Finding]) -> Finding:
    """Return the constraint that decides: the one with the worst verdict, then the least slack."""
    return min(findings, key=_HOW_IT_STANDS)


def best_of(candidates: Iterable[Candidate]) -> Candidate:
    """Return the candidate that meets its demand best."""
    return max(candidates, key=attrgetter("standing"))


def would_fit(candidate: Candidate) -> bool:
    """Whether a candidate would fit if its card ran the format."""
    return VERDICTS[candidate.standing[1]] is Verdict.FITS
