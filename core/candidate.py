"""One way to meet a demand: so many cards of a tier, how they work together, how every constraint stands."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product
from math import ceil, inf
from operator import attrgetter
from typing import NamedTuple, get_args

from core.catalog.catalogue import Catalogue
from core.catalog.listings import Commitment
from core.catalog.prices import Market, Quote
from core.catalog.tiers import Tier
from core.cost import HOURS_PER_MONTH, same_money_limit
from core.findings import VERDICTS, Finding
from core.recommendation import Verdict

COUNTS = (1, 2, 4, 8, 16, 32)
"""Cards of a plan; more than one server holds stand in several nodes."""

BRIM = 1.1
"""With less room than this as expected a plan stands at the brim: it may as well not be enough."""

_HOW_IT_STANDS = attrgetter("rank", "slack", "expected_slack")


@dataclass(frozen=True, eq=False)
class Offer:
    """A tier that somebody rents out, at the price plans are ranked by. Compared by identity."""

    tier: Tier
    quote: Quote
    usd_per_hour: float
    quotes: tuple[Quote, ...]
    """What the card costs in every market and commitment there is a price for."""

    @property
    def counts(self) -> tuple[int, ...]:
        """How many cards a plan of this tier may have."""
        return COUNTS[bisect_left(COUNTS, self.tier.least_cards) :]

    def usd_per_month(self, gpu_count: int) -> float:
        """Return the expected bill of so many cards that are always on."""
        return self.usd_per_hour * gpu_count * HOURS_PER_MONTH


@lru_cache(maxsize=16)
def offers(catalogue: Catalogue) -> tuple[Offer, ...]:
    """Return the catalogue's tiers that have a price, in its order."""
    priced = ((tier, catalogue.rate(tier.gpu.id)) for tier in catalogue.tiers)
    return tuple(
        Offer(tier, quote, quote.usd_per_hour.expected, _all_quotes(tier, catalogue))
        for tier, quote in priced
        if quote
    )


def _all_quotes(tier: Tier, catalogue: Catalogue) -> tuple[Quote, ...]:
    pairs = product(get_args(Market), get_args(Commitment))
    found = (catalogue.quote(tier.gpu.id, market, commitment) for market, commitment in pairs)
    return tuple(quote for quote in found if quote and quote.market != "all")


@lru_cache(maxsize=16)
def by_price(catalogue: Catalogue) -> tuple[tuple[float, Offer, int], ...]:
    """Return USD per hour, offer and number of cards of every plan there is, the cheapest first."""
    priced = [
        (offer.usd_per_hour * count, offer, count) for offer in offers(catalogue) for count in offer.counts
    ]
    return tuple(sorted(priced, key=lambda row: row[0]))


class Candidate(NamedTuple):
    """A plan before it is written out. `usd_per_month` is the expected bill that it is ranked by."""

    offer: Offer
    gpu_count: int
    nodes: int
    cards_per_replica: int
    sharding: str
    micro_batch: int
    gradient_checkpointing: bool
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
    sharding: str = "none",
    micro_batch: int = 0,
    gradient_checkpointing: bool = False,
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
        sharding=sharding,
        micro_batch=micro_batch,
        gradient_checkpointing=gradient_checkpointing,
        findings=findings,
        deciding=deciding,
        standing=(deciding.rank, physical.rank, holds, physical.slack, physical.expected_slack),
        usd_per_month=usd_per_month,
    )


def nodes_of(offer: Offer, gpu_count: int) -> int:
    """Return how many servers so many cards stand in."""
    return ceil(gpu_count / offer.tier.cards_per_node)


def standing(candidate: Candidate) -> tuple[int, int, bool, float, float]:
    """Return how well a candidate meets its demand, for `max`."""
    return candidate.standing


def deciding_of(findings: Iterable[Finding]) -> Finding:
    """Return the constraint that decides: the one with the worst verdict, then the least slack."""
    return min(findings, key=_HOW_IT_STANDS)


class TierPlans(NamedTuple):
    """What one tier has to offer: the smallest plan that fits, a smaller tight one, and the nearest miss.

    Of tight plans the smallest that is not at the brim, where there is one.
    """

    offer: Offer
    fit: Candidate | None
    tight: Candidate | None
    nearest: Candidate

    @property
    def best(self) -> Candidate:
        """The tier's plan: the smallest that fits, else the smallest tight one, else the nearest."""
        return self.fit or self.tight or self.nearest


def search(
    offer: Offer,
    options: Callable[[Offer, int], Iterable[Candidate]],
    bears: Callable[[Offer, int], bool],
) -> TierPlans:
    """Return a tier's smallest sufficient plan, where more cards never do worse.

    A tier whose card lacks the format is searched all the same, to tell what it would otherwise take.
    """
    enough = _smallest(counts := offer.counts, partial(bears, offer))
    most = enough or counts[-1]
    seen = [best_of(options(offer, most))]
    if enough is None and _misses(seen[0]):
        return _found(offer, [best_of(options(offer, counts[0])), *seen])
    for count in reversed(counts[: counts.index(most)]):
        seen.insert(0, best_of(options(offer, count)))
        if _misses(seen[0]):
            break
    return _found(offer, seen)


def _misses(candidate: Candidate) -> bool:
    """Whether a candidate would miss its demand even if its card ran the format."""
    return VERDICTS[candidate.standing[1]] is Verdict.NO


def search_each(offer: Offer, options: Callable[[Offer, int], Iterable[Candidate]]) -> TierPlans:
    """Return a tier's smallest sufficient plan, trying every number of cards until one fits."""
    seen: list[Candidate] = []
    for count in offer.counts:
        seen.append(best_of(options(offer, count)))
        if seen[-1].verdict is Verdict.FITS:
            break
    return _found(offer, seen)


def _found(offer: Offer, seen: Sequence[Candidate]) -> TierPlans:
    nearest = best_of(seen)
    return TierPlans(
        offer=offer,
        fit=nearest if nearest.verdict is Verdict.FITS else None,
        tight=max(
            (option for option in seen if option.verdict is Verdict.TIGHT),
            key=lambda option: option.sureness,
            default=None,
        ),
        nearest=nearest,
    )


def best_of(candidates: Iterable[Candidate]) -> Candidate:
    """Return the candidate that meets its demand best."""
    return max(candidates, key=standing)


def find_fitting(
    offered: Iterable[Offer],
    options: Callable[[Offer, int], Iterable[Candidate]],
    bears: Callable[[Offer, int], bool],
) -> tuple[TierPlans, ...]:
    """Return only each tier's smallest plan that fits, as `search_each` finds it; none where none fits."""
    smallest = (
        (offer, next((count for count in offer.counts if bears(offer, count)), None)) for offer in offered
    )
    plans = [best_of(options(offer, count)) for offer, count in smallest if count]
    return tuple(TierPlans(plan.offer, plan, None, plan) for plan in plans)


def find_cheapest(
    offered: Iterable[Offer],
    options: Callable[[Offer, int], Iterable[Candidate]],
    bears: Callable[[Offer, int], bool],
    enough: dict[str, int] | None = None,
) -> tuple[TierPlans, ...]:
    """Return only the fitting plans that cost what the cheapest costs; none where none fits.

    `offered` run the format; `bears` says whether so many cards are enough. For plans that are always on,
    whose bill is known before anything is sized, and where more cards never do worse: the dear ones are never
    sized. `enough` remembers the cards of each tier that were enough for the workload before, which are tried
    first: the answer is the same, and sooner found where little changed.
    """
    enough = {} if enough is None else enough
    found: list[tuple[Offer, int]] = []
    limit = inf
    for offer in sorted(offered, key=lambda offer: offer.usd_per_hour * enough.get(offer.tier.id, 1)):
        tier = offer.tier.id
        counts = [count for count in offer.counts if offer.usd_per_month(count) <= limit]
        count = _smallest(counts, partial(bears, offer), enough.get(tier))
        if count is not None:
            found.append((offer, count))
            limit = min(limit, same_money_limit(offer.usd_per_month(count)))
            enough[tier] = count
        elif counts:
            enough[tier] = 2 * counts[-1]
    cheap = [(offer, count) for offer, count in found if offer.usd_per_month(count) <= limit]
    plans = [next(filter(would_fit, options(offer, count))) for offer, count in cheap]
    return tuple(TierPlans(plan.offer, plan, None, plan) for plan in plans)


def _smallest(counts: Sequence[int], bears: Callable[[int], bool], guess: int | None = None) -> int | None:
    """Return the fewest cards that are enough, where more of them never do worse; None where none are.

    Halves are tried; first a guess and its neighbour, where there is one.
    """
    low, high = 0, len(counts)
    beside = guess in counts
    at = counts.index(guess) if guess in counts else high // 2
    while low < high:
        if bears(counts[at]):
            high, neighbour = at, at - 1
        else:
            low, neighbour = at + 1, at + 1
        at = neighbour if beside else (low + high) // 2
        beside = False
    return counts[high] if high < len(counts) else None


def would_fit(candidate: Candidate) -> bool:
    """Whether a candidate would fit if its card ran the format."""
    return VERDICTS[candidate.standing[1]] is Verdict.FITS
