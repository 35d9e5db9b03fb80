"""A candidate written out as the plan a message shows: every check, the memory, the bill and the figures."""

from core.figures import ItemFigures, ServingFigures, TrainingFigures
from core.planning.candidate import Candidate, deciding_of
from core.planning.cost import serving_bill, training_bill
from core.planning.findings import Finding
from core.planning.items import ENGINE, ItemJob, counted_by, item_batch_hours, item_figures, item_memory
from core.planning.replica import Replica, replica_of
from core.planning.serving import (
    ServingJob,
    batch_hours,
    live_tokens,
    replica_load,
    replica_memory,
    sequences_each,
    serving_findings,
    throughput_of,
)
from core.planning.training import TrainingJob, run_hours, training_findings
from core.planning.training_setup import step_memory, step_pace, usable_train_gib
from core.quantity import Estimate
from core.recommendation import Bill, Plan, Stack
from core.sizing.checkpoints import estimate_checkpoints
from core.sizing.cold_start import estimate_cold_start
from core.sizing.item_training import trained_params
from core.sizing.serving_engine import usable_gib


def serving_plan(job: ServingJob, candidate: Candidate) -> Plan:
    """Write out a serving candidate of this job."""
    count = candidate.gpu_count
    replica = replica_of(job.served, candidate.offer, candidate.cards_per_replica)
    findings = (
        candidate.findings
        if candidate.is_complete
        else tuple(serving_findings(job, replica, count, complete=True))
    )
    return _plan(
        candidate,
        stack="serving",
        replicas=count // replica.cards,
        engine=job.served.weights.engine,
        findings=findings,
        memory=replica_memory(job, replica, count),
        usable=replica.usable_gib,
        bill=serving_bill(candidate.offer.quote, count, job.demand.batch, batch_hours(job, findings)),
        serving=_serving_figures(job, replica, count),
    )


def item_plan(job: ItemJob, candidate: Candidate) -> Plan:
    """Write out a candidate for serving images, speech or embeddings."""
    offer, count = candidate.offer, candidate.gpu_count
    return _plan(
        candidate,
        stack="serving",
        replicas=count,
        engine=ENGINE,
        findings=candidate.findings,
        memory=item_memory(job, count),
        usable=usable_gib(offer.tier.gpu, ENGINE),
        bill=serving_bill(offer.quote, count, job.demand.batch, item_batch_hours(job, candidate.findings)),
        items=item_figures(job, offer, count),
        deciding=counted_by(job, candidate),
    )


def training_plan(job: TrainingJob, candidate: Candidate) -> Plan:
    """Write out a training candidate of this job."""
    offer, count, setup = candidate.offer, candidate.gpu_count, candidate.setup
    hours = run_hours(job, offer, count, setup)
    pace, item = step_pace(job.recipe, offer, count, setup), job.recipe.item
    return _plan(
        candidate,
        stack="training",
        replicas=1,
        engine="pytorch",
        findings=candidate.findings
        if candidate.is_complete
        else tuple(training_findings(job, offer, count, setup, complete=True)),
        memory=step_memory(job.recipe, count, setup),
        usable=usable_train_gib(offer),
        bill=training_bill(offer.quote, count, hours, job.demand),
        training=TrainingFigures(
            run_hours=hours,
            tokens_per_s=None if item else pace.per_s,
            item=item,
            items_per_s=pace.per_s if item else None,
            micro_batch=setup.micro_batch,
            mfu=pace.mfu,
            checkpoint_gib=estimate_checkpoints(
                job.recipe.architecture,
                method=job.demand.method,
                trained=trained_params(job.recipe.architecture, job.demand.method),
                optimizer=job.demand.optimizer,
            ).total,
            gradient_checkpointing=setup.gradient_checkpointing,
            method=job.demand.method,
        ),
    )


def _plan(
    candidate: Candidate,
    *,
    stack: Stack,
    replicas: int,
    engine: str,
    findings: tuple[Finding, ...],
    memory: Estimate,
    usable: float,
    bill: Bill,
    serving: ServingFigures | None = None,
    training: TrainingFigures | None = None,
    items: ItemFigures | None = None,
    deciding: Finding | None = None,
) -> Plan:
    deciding = deciding or deciding_of(findings)
    checks = tuple(finding.check() for finding in findings)
    tier = candidate.offer.tier
    return Plan(
        stack=stack,
        tier=tier.id,
        gpu=tier.gpu.name,
        memory_gb=round(tier.gpu.memory_gb),
        gpu_count=candidate.gpu_count,
        nodes=candidate.nodes,
        replicas=replicas,
        cards_per_replica=candidate.cards_per_replica,
        sharding=candidate.setup.sharding,
        engine=engine,
        verdict=deciding.verdict,
        deciding=checks[findings.index(deciding)],
        checks=checks,
        memory=memory,
        usable_gib=usable,
        quote=candidate.offer.quote,
        bill=bill,
        serving=serving,
        training=training,
        items=items,
        path=tier.path,
        at_brim=candidate.sureness == 1,
    )


def _serving_figures(job: ServingJob, replica: Replica, count: int) -> ServingFigures:
    load = replica_load(job, replica, count)
    tokens = live_tokens(job, sequences_each(job, replica, count))
    start = estimate_cold_start(
        weights_gib=job.served.weights_gib,
        gpu=replica.offer.tier.gpu,
        gpu_count=replica.cards,
        engine=job.served.weights.engine,
    )
    return ServingFigures(
        tokens_per_s_each=load.tokens_per_s_each,
        first_token_s=load.first_token_s,
        first_token_p95_s=load.first_token_p95_s,
        total_s=load.total_s,
        throughput_tokens_per_s=throughput_of(load, replica, count),
        cold_start_s=start.total,
        most_at_once=replica.card.most_sequences(tokens) * (count // replica.cards),
        weight_format=job.served.weights.id,
        weight_only=job.served.weights.weight_only_on(replica.offer.tier.gpu),
        prefill_share=load.prefill_share,
        first_token_bursty_s=load.first_token_bursty_s,
    )
