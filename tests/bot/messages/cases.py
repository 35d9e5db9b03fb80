"""Recommendations of every kind there is a message for."""

from core.recommendation import (
    Assumption,
    Classification,
    OwnCards,
    Recommendation,
    Relaxation,
    SharedBox,
    Verdict,
)
from core.workload import Budget, Hardware, Slot, Workload
from tests.bot.messages.making import (
    CHAT,
    CHAT_TIERS,
    EASIER,
    FIRST_WORD,
    NO_FP8,
    OVERNIGHT,
    SERVING,
    SERVING_EVIDENCE,
    SLOW,
    STAIRS,
    TRAINING,
    TRAINING_EVIDENCE,
    TRAINING_FIRST,
    changed,
    elsewhere,
    plan,
    recommend,
    speed_check,
    stair,
)

TIGHT_PLAN = plan(
    "rtx4090", 1, 20.9, Verdict.TIGHT, speed_check("first_token_s", 0.5, 0.45, "s", Verdict.TIGHT)
)
BIG_TIERS = (
    plan("rtx4090", 32, 30.0, Verdict.NO, nodes=4),
    plan("a100-40", 32, 45.0, Verdict.NO, nodes=4),
    plan("a100-80", 32, 60.0, Verdict.NO, SLOW, nodes=4),
    plan("h100", 32, 60.0, Verdict.NO, SLOW, nodes=4),
)
BOTH_TIERS = (
    plan("rtx4090", 8, 22.9, Verdict.NO),
    plan("a100-40", 8, 30.1, Verdict.NO, NO_FP8),
    plan("a100-80", 4, 60.2, Verdict.NO, NO_FP8),
    plan("h100", 8, 60.2, Verdict.FITS, FIRST_WORD),
)
TWO_STACKS = recommend(
    classification=Classification(
        workload_class="both",
        inference=SERVING_EVIDENCE,
        training=TRAINING_EVIDENCE,
        inference_score=2.0,
        training_score=1.5,
    ),
    plan="both",
    serving=changed(SERVING, chosen=BOTH_TIERS[3], tiers=BOTH_TIERS, won_by="only", safer=None),
    training=TRAINING,
    shared=SharedBox(plan=None, possible=False, reason="memory"),
    model_name="Llama 3 70B",
)
TWO_L40S = Hardware(gpu="L40S", count=2, role="have")
THREE_NAMED = Hardware(gpu="RTX 4090", count=3, role="candidate")
TWO_P40 = Hardware(gpu="P40", count=2)
SOME_L40S = Hardware(gpu="L40S", role="have")
SOME_P40 = Hardware(gpu="P40")
CASES: dict[str, Recommendation] = {
    "one_stack": recommend(),
    "usual_path_left": recommend(
        serving=changed(
            SERVING,
            chosen=CHAT_TIERS[2],
            usual=plan("rtx4090", 8, 41.0, Verdict.NO),
            cheaper=CHAT_TIERS[1],
            safer=CHAT_TIERS[3],
        )
    ),
    "tight": recommend(
        serving=changed(SERVING, chosen=TIGHT_PLAN, tiers=(TIGHT_PLAN, *CHAT_TIERS[1:]), safer=CHAT_TIERS[1])
    ),
    "own_cards_do": recommend(own=(OwnCards(named=TWO_L40S, plans=(CHAT_TIERS[1],)),)),
    "own_cards_may_do": recommend(own=(OwnCards(named=THREE_NAMED, plans=(TIGHT_PLAN,)),)),
    "own_cards_do_both": TWO_STACKS.model_copy(
        update={"own": (OwnCards(named=TWO_L40S, plans=(CHAT_TIERS[1], TRAINING.chosen)),)}
    ),
    "own_cards_do_not": recommend(
        own=(
            OwnCards(named=TWO_L40S, plans=(plan("rtx4090", 2, 30.0, Verdict.NO),)),
            OwnCards(named=TWO_P40, plans=()),
        )
    ),
    "own_cards_without_a_number": TWO_STACKS.model_copy(
        update={
            "own": (
                OwnCards(named=SOME_L40S, plans=(CHAT_TIERS[1], TRAINING.chosen)),
                OwnCards(named=SOME_P40, plans=()),
            )
        }
    ),
    "own_cards_without_a_number_do_not": recommend(
        own=(OwnCards(named=SOME_L40S, plans=(plan("rtx4090", 2, 30.0, Verdict.NO),)),)
    ),
    "over_budget": recommend(
        budget_usd_per_month=200,
        workload=CHAT.model_copy(
            update={"budget": Budget(low=200, high=200, currency="USD", period="month")}
        ),
        serving=changed(
            SERVING,
            over_budget=True,
            relaxations=(Relaxation(slot=Slot.CONCURRENCY, now=20, then=8, plan=CHAT_TIERS[0]),),
        ),
    ),
    "not_certain": recommend(
        assumptions=(
            Assumption(slot=Slot.CONTEXT_TOKENS, value=4096, basis="a chat turn with some history"),
            Assumption(slot=Slot.OUTPUT_TOKENS, value=300, basis="an answer of about 220 English words"),
            Assumption(
                slot=Slot.LATENCY, value={"first_token_s": 2.0}, basis="a streamed answer that starts soon"
            ),
            Assumption(slot=Slot.PRECISION, value="awq", basis="what fits the smallest card"),
        ),
    ),
    "nothing_comes_close": recommend(
        assumptions=(
            Assumption(slot=Slot.LATENCY, value={"first_token_s": 0.2}, basis="asked by a voice assistant"),
        ),
    ),
    "over_budget_no_way": recommend(
        budget_usd_per_month=55,
        workload=CHAT.model_copy(update={"budget": Budget(low=20, high=50, currency="EUR", period="month")}),
        assumptions=(
            Assumption(
                slot=Slot.BUDGET,
                value={"low": 20.0, "high": 50.0, "currency": "EUR", "period": "month"},
                basis="1 EUR counted as 1.1 USD, the rate of 2026-05-24",
            ),
        ),
        serving=changed(SERVING, over_budget=True),
    ),
    "usual_would_do": recommend(
        serving=changed(
            SERVING, chosen=CHAT_TIERS[0], usual=CHAT_TIERS[3], cheaper=TIGHT_PLAN, won_by="price"
        )
    ),
    "bought_elsewhere": recommend(
        serving=changed(
            SERVING,
            quotes=(
                elsewhere("hyperscaler", "on_demand", 0.4),
                elsewhere("cloud", "reserved", 0.45, providers=1),
            ),
        )
    ),
    "not_cheaper": recommend(serving=changed(SERVING, quotes=(), safer=None), stairs=()),
    "one_side_fits": TWO_STACKS.model_copy(
        update={
            "serving": changed(
                SERVING, chosen=BIG_TIERS[3], fits=False, tiers=BIG_TIERS, won_by="nearest", safer=None
            ),
            "shared": SharedBox(plan=None, possible=False, reason="no_serving_plan"),
        }
    ),
    "servers_apart": recommend(
        serving=changed(
            SERVING,
            chosen=plan("h100", 16, 61.0, Verdict.FITS, FIRST_WORD, nodes=2).model_copy(
                update={"cards_per_replica": 8, "replicas": 2}
            ),
            tiers=BIG_TIERS,
            won_by="only",
            safer=None,
        ),
        flips=EASIER,
        stairs=(stair(60, 82, "rtx4090", 2), *STAIRS[2:]),
    ),
    "servers_for_training": recommend(
        workload=Workload(work="training", model="llama-3-70b", method=("pretrain",)),
        classification=TRAINING_FIRST,
        plan="training",
        serving=None,
        training=changed(
            TRAINING,
            chosen=plan("h100", 32, 61.0, Verdict.FITS, OVERNIGHT, stack="training", nodes=4),
            quotes=(elsewhere("cloud", "spot", 1.2),),
        ),
        flips=(),
        stairs=(),
        model_name="Llama 3 70B",
    ),
    "in_gguf": recommend(
        serving=changed(
            SERVING, chosen=CHAT_TIERS[0].model_copy(update={"engine": "llama.cpp"}), safer=CHAT_TIERS[3]
        )
    ),
    "nothing_fits": recommend(
        serving=changed(
            SERVING,
            chosen=BIG_TIERS[3],
            fits=False,
            tiers=BIG_TIERS,
            won_by="nearest",
            safer=None,
            relaxations=(
                Relaxation(slot=Slot.CONCURRENCY, now=5000, then=900, plan=CHAT_TIERS[3]),
                Relaxation(slot=Slot.CONTEXT_TOKENS, now=131072, then=16384, plan=CHAT_TIERS[3]),
                Relaxation(slot=Slot.PRECISION, now="bf16", then="4bit", plan=CHAT_TIERS[3]),
            ),
        ),
        flips=(),
        stairs=(),
        model_name="DeepSeek R1",
    ),
    "same_money": recommend(
        serving=changed(
            SERVING,
            tiers=(*CHAT_TIERS[:3], plan("h100", 1, 17.1, Verdict.FITS, usd_per_hour=0.55)),
            won_by="usual_path",
        )
    ),
    "nothing_helps": recommend(
        serving=changed(
            SERVING, chosen=BIG_TIERS[3], fits=False, tiers=BIG_TIERS, won_by="nearest", safer=None
        )
    ),
    "training": recommend(
        workload=Workload(work="training", model="llama-2-13b", method=("lora", "full"), cadence="weekly"),
        classification=TRAINING_FIRST,
        plan="training",
        serving=None,
        training=TRAINING,
        flips=(),
        stairs=(),
        model_name="Llama 2 13B",
    ),
    "two_stacks": TWO_STACKS,
    "shared_box": TWO_STACKS.model_copy(
        update={
            "shared": SharedBox(
                plan=BOTH_TIERS[3], possible=True, reason="quiet_hours", usd_per_month_saved=460.0
            )
        }
    ),
    "shared_box_dearer": TWO_STACKS.model_copy(
        update={"shared": SharedBox(plan=BOTH_TIERS[3], possible=True, reason="both_fit_at_once")}
    ),
    "multi_node": recommend(
        serving=changed(
            SERVING,
            chosen=plan("h100", 16, 61.0, Verdict.FITS, FIRST_WORD, nodes=2),
            tiers=(*BIG_TIERS[:3], plan("h100", 16, 61.0, Verdict.FITS, FIRST_WORD, nodes=2)),
            won_by="only",
            safer=None,
        ),
        flips=EASIER,
        stairs=(),
        model_name="Llama 3.1 405B",
    ),
    "unclear": recommend(
        workload=Workload(),
        classification=Classification(workload_class="unclear"),
        assumptions=(
            Assumption(slot=Slot.MODEL, value="8B", basis="the size most teams start with"),
            Assumption(slot=Slot.CONCURRENCY, value=10, basis="a small team's tool at its busiest moment"),
            Assumption(slot=Slot.PRECISION, value="native", basis="the precision the model was published in"),
        ),
        model_name="8B",
    ),
}
