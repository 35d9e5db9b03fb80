"""The parts of training memory: states, adapters, activations, logits, checkpoints."""

import pytest

from core.catalog.models import model
from core.sizing.activations import activation_bytes, layer_bytes_per_token, logit_bytes
from core.sizing.checkpoints import estimate_checkpoints
from core.sizing.lora import Lora, lora_params, usual_lora
from core.sizing.training_states import StateBytes, state_bytes
from tests.core.sizing.speed_cases import LLAMA_8B, MIXTRAL

GIB = 2**30
LLAMA_2_7B = model("meta-llama/Llama-2-7b-chat-hf").architecture
PHI_2 = model("phi-2").architecture


@pytest.mark.parametrize(
    ("precision", "optimizer", "each"),
    [
        ("bf16-mixed", "adamw", 16),
        ("amp", "adamw", 16),
        ("fp32", "adamw", 16),
        ("bf16", "adamw", 8),
        ("bf16-mixed", "adamw_16bit", 12),
        ("bf16-mixed", "adamw_8bit", 10.06),
        ("bf16", "adamw_8bit", 6.06),
        ("bf16-mixed", "sgd", 12),
        ("bf16", "sgd", 6),
        ("bf16-mixed", "plain_sgd", 8),
        ("bf16-mixed", "lomo", 4),
        ("bf16-mixed", "adafactor", 8.02),
        ("bf16", "galore", 4.5),
    ],
)
def test_bytes_per_trained_parameter_are_those_of_the_literature(
    precision: str, optimizer: str, each: float
) -> None:
    """Weights, gradients, master copy and moments add up to the known totals."""
    states = state_bytes(precision, optimizer)
    assert states.weights + states.gradients + states.master + states.optimizer == pytest.approx(each)


def test_mixed_precision_is_a_sum_not_a_maximum() -> None:
    """Every part stands on its own."""
    assert state_bytes("bf16-mixed", "adamw") == StateBytes(2.0, 2.0, 4.0, 8.0)


@pytest.mark.parametrize(("precision", "optimizer"), [("bf16", "lion"), ("int4", "adamw")])
def test_an_unknown_name_is_an_error(precision: str, optimizer: str) -> None:
    """Precisions and optimizers come from closed tables."""
    with pytest.raises(KeyError):
        state_bytes(precision, optimizer)


@pytest.mark.parametrize(
    ("name", "lora", "params"),
    [
        ("meta-llama/Llama-2-7b-chat-hf", Lora(8, frozenset({"query", "value"})), 4_194_304),
        ("meta-llama/Llama-2-13b-chat-hf", Lora(8, frozenset({"query", "value"})), 6_553_600),
        ("meta-llama/Meta-Llama-3-8B-Instruct", Lora(16), 41_943_040),
        ("phi-1.5", Lora(8, frozenset({"query", "value"})), 1_572_864),
        ("phi-1.5", Lora(8, frozenset({"mlp"})), 24 * 8 * 2 * (2048 + 8192)),
        ("phi-1.5", Lora(8, frozenset({"head"})), 8 * (2048 + 50_257)),
        ("phi-1.5", Lora(8, frozenset({"key"}), embeddings=True), 24 * 8 * 4096 + 2 * 2048 * 50_257),
    ],
    ids=["q and v", "13B", "grouped, all", "small", "plain MLP", "head", "embeddings"],
)
def test_adapters_count_as_frameworks_print_them(name: str, lora: Lora, params: int) -> None:
    """Trained parameters are those that litgpt and PEFT print."""
    assert lora_params(model(name).architecture, lora) == params


@pytest.mark.parametrize(
    ("name", "widths"),
    [
        (
            "deepseek-ai/DeepSeek-V3",
            (7168 + 1536 + 1536 + 128 * 192) + (7168 + 576 + 512 + 128 * (128 + 128)) + (128 * 128 + 7168),
        ),
        (
            "deepseek-ai/DeepSeek-V2-Lite",
            (2048 + 16 * 192) + (2048 + 576 + 512 + 16 * (128 + 128)) + (16 * 128 + 2048),
        ),
        ("deepseek-ai/DeepSeek-V4-Flash", (4096 + 1024 + 1024 + 32768) + (4096 + 512) + (32768 + 4096)),
    ],
    ids=["queries in two steps", "in one step", "one shared head"],
)
def test_adapters_of_latent_attention_sit_on_both_of_its_steps(name: str, widths: int) -> None:
    """Matrices that make a latent vector and those that restore queries, keys and values of it."""
    arch = model(name).architecture
    assert lora_params(arch, Lora(16, usual_lora(arch).targets)) == arch.layers * 16 * widths


def test_latent_attention_keeps_keys_and_values_of_all_heads() -> None:
    """In training they are restored before attention, as wide as queries."""
    arch = model("deepseek-ai/DeepSeek-V3").architecture
    plain = arch._replace(attention="MHA", kv_heads=128, query_rank=0)
    both = (layer_bytes_per_token(one, sequence_tokens=1, copies=1.0) for one in (arch, plain))
    values = 128 * (192 - 128)
    assert next(both) - next(both) == 6 * (1536 + 512) - 2 * 2 * values


def test_every_expert_has_adapters_of_its_own() -> None:
    """Mixtral's eight experts of three matrices each are adapted."""
    assert lora_params(MIXTRAL, Lora(8, frozenset({"mlp"}))) == 32 * 8 * 3 * 8 * (4096 + 14_336)


def test_a_mixtures_experts_are_left_as_they_are_where_nothing_is_said() -> None:
    """Usual adapters sit on every matrix of a dense layer, and on a mixture's attention."""
    assert usual_lora(LLAMA_8B) == Lora()
    assert usual_lora(MIXTRAL).targets == {"query", "key", "value", "projection"}


def test_a_layer_without_its_own_heads_counts_its_hidden_size() -> None:
    """Where a row has no heads, attention is as wide as the layer."""
    whisper = model("BAAI/bge-large-en-v1.5").architecture
    assert lora_params(whisper, Lora(4, frozenset({"query", "key"}))) == 24 * 4 * 2 * 2048


def test_pretraining_stacks_meet_the_published_count() -> None:
    """Layer norms and a plain MLP keep 32 bytes per hidden unit and token: 34 less two masks."""
    mpt = model("MPT-7B").architecture
    assert layer_bytes_per_token(mpt, sequence_tokens=2048, copies=1.0) == 32 * 4096


def test_eager_attention_adds_its_scores() -> None:
    """Six bytes per head and pair of tokens: in fp32 as the softmax has it, and cast."""
    plain, eager = (
        layer_bytes_per_token(LLAMA_2_7B, sequence_tokens=1000, eager_attention=choice)
        for choice in (False, True)
    )
    assert eager - plain == 6 * 32 * 1000


def test_a_frozen_base_keeps_less_and_adapters_their_inputs() -> None:
    """Beside a frozen base fewer tensors are kept, and each adapted input is kept once more."""
    trained = layer_bytes_per_token(LLAMA_2_7B, sequence_tokens=512)
    few, more = (
        layer_bytes_per_token(LLAMA_2_7B, sequence_tokens=512, lora=Lora(8, frozenset(targets)))
        for targets in ({"query"}, {"query", "projection", "mlp"})
    )
    assert few < trained
    assert more - few == pytest.approx(1.2 * 3 * (4096 + 4096 + 11_008))


def test_a_plain_mlp_keeps_less_than_a_gated_one() -> None:
    """Phi 2's two matrices and layer norm, against the same with a gate."""
    frozen = layer_bytes_per_token(PHI_2, sequence_tokens=512, lora=Lora(8, frozenset({"query"})))
    assert frozen == pytest.approx(1.2 * (4 * 2560 + 8 * 2560 + 2 * 10_240 + 3 * 2560))


def test_checkpointing_keeps_inputs_and_one_layer() -> None:
    """32 inputs of 4096 in 16 bits, and one whole layer."""
    kept = activation_bytes(LLAMA_8B, sequence_tokens=1024, micro_batch=2, gradient_checkpointing=True)
    layer = layer_bytes_per_token(LLAMA_8B, sequence_tokens=1024)
    assert kept == 2048 * (32 * 4096 * 2 + layer)


def test_without_checkpointing_every_layer_stays() -> None:
    """All 32 layers are kept whole."""
    kept = activation_bytes(LLAMA_8B, sequence_tokens=1024, micro_batch=2, gradient_checkpointing=False)
    assert kept == 2048 * 32 * layer_bytes_per_token(LLAMA_8B, sequence_tokens=1024)


def test_chunked_logits_are_an_eighth() -> None:
    """128,256 logits of ten bytes for each token, or an eighth of it."""
    whole, chunked = (logit_bytes(LLAMA_8B, tokens=2048, chunked_loss=choice) for choice in (False, True))
    assert (whole, chunked) == (2048 * 128_256 * 10, 2048 * 128_256 * 10 / 8)


def test_a_full_checkpoint_holds_weights_and_states() -> None:
    """2 and 12 bytes per parameter of Llama 2 7B are 12.55 and 75.33 GiB."""
    one = estimate_checkpoints(LLAMA_2_7B, method="full")
    assert one.explain() == "weights 12.55 + optimizer states 75.33 = 87.88 GiB"


@pytest.mark.parametrize(
    ("optimizer", "states"), [("adamw", 12.0), ("adamw_8bit", 6.06), ("adafactor", 4.02), ("sgd", 8.0)]
)
def test_a_checkpoint_holds_what_its_optimizer_keeps(optimizer: str, states: float) -> None:
    """Beside 2 bytes of weights 4 of a master copy, and 8, 2.06, 0.02 or 4 of moments; adapters' alone."""
    params_gib = LLAMA_2_7B.params / GIB
    full = estimate_checkpoints(LLAMA_2_7B, method="full", optimizer=optimizer).total
    assert full.expected == pytest.approx((2 + states) * params_gib)
    assert full.low == pytest.approx(states * params_gib)
    lora = Lora(8, frozenset({"query", "value"}))
    adapters = estimate_checkpoints(LLAMA_2_7B, method="lora", lora=lora, optimizer=optimizer).total
    assert adapters.expected == pytest.approx(4_194_304 * (4 + states - 4) / GIB)


def test_an_adapter_checkpoint_holds_adapters_only() -> None:
    """4.2 M parameters with their moments are 48 MiB, whatever the base."""
    lora = Lora(8, frozenset({"query", "value"}))
    found = estimate_checkpoints(LLAMA_2_7B, method="lora", lora=lora)
    assert found.total.expected == pytest.approx(4_194_304 * 12 / GIB)
    assert [term.name for term in found.terms] == ["adapters", "optimizer states"]
    assert estimate_checkpoints(LLAMA_2_7B, method="qlora").total.expected < 0.5
