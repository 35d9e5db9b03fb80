"""The search of each tier for the fewest cards that are enough, or of a batch for those that cost least."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import inf
from operator import attrgetter
from typing import NamedTuple

from core.planning.candidate import Candidate, best_of, would_fit
from core.planning.cost import same_money_limit
from core.planning.findings import VERDICTS
from core.planning.offers import Offer
from core.recommendation import Verdict

Options = Callable[[Offer, int], Iterable[Candidate]]
"""How so many cards can be used."""
Bears = Callable[[Offer, int], bool]
"""Whether so many cards are enough."""


class TierPlans(NamedTuple):
    """What one tier has to offer: the plan that fits, a smaller tight one, and the nearest miss.

    Of plans that fit the smallest, or what costs least where more cards may. Of tight plans the smallest that
    is not at the brim, where there is one.
    """

    offer: Offer
    fit: Candidate | None
    tight: Candidate | None
    nearest: Candidate

    @property
    def best(self) -> Candidate:
        """The tier's plan: the one that fits, else the tight one, else the nearest."""
        return self.fit or self.tight or self.nearest


def search(
    offer: Offer,
    options: Options,
    bears: Bears,
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


def search_each(offer: Offer, options: Options) -> TierPlans:
    """Return a tier's smallest sufficient plan, trying every number of cards until one fits."""
    seen: list[Candidate] = []
    for count in offer.counts:
        seen.append(best_of(options(offer, count)))
        if seen[-1].verdict is Verdict.FITS:
            break
    return _found(offer, seen)


def find_fitting(
    offered: Iterable[Offer],
    options: Options,
    bears: Bears,
) -> tuple[TierPlans, ...]:
    """Return only each tier's smallest plan that fits, as `search_each` finds it; none where none fits."""
    smallest = (
        (offer, next((count for count in offer.counts if bears(offer, count)), None)) for offer in offered
    )
    plans = [best_of(options(offer, count)) for offer, count in smallest if count]
    return tuple(TierPlans(plan.offer, plan, None, plan) for plan in plans)


def find_cheapest(
    offered: Iterable[Offer],
    options: Options,
    bears: Bears,
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


def at_least_cost(plans: TierPlans, options: Options) -> TierPlans:
    """Return a tier's plans with the cheapest that fits in place of the smallest.

    For work that is billed until it is done: more cards hold more at once, and may be done so much sooner
    that they cost less.
    """
    if plans.fit is None:
        return plans
    more = [count for count in plans.offer.counts if count > plans.fit.gpu_count]
    larger = (best_of(options(plans.offer, count)) for count in more)
    fitting = (plan for plan in larger if plan.verdict is Verdict.FITS)
    return plans._replace(fit=min((plans.fit, *fitting), key=attrgetter("usd_per_month")))


def _misses(candidate: Candidate) -> bool:
    """Whether a candidate would miss its demand even if its card ran the format."""
    return VERDICTS[candidate.standing[1]] is Verdict.NO


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
