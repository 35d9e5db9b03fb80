"""What a serving engine needs beside weights and cache, and how much of a card it may use."""

from typing import NamedTuple

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu
from core.quantity import GIB, Range, Term

_LARGE_CARD_GB = 70
_TRAINING_SHARE = 1.0
"""All that the driver shows: the context is a term of the estimate, and runs were seen at 0.995 of a card."""


class ServingEngine(NamedTuple):
    """Documented memory habits of one engine. GiB are per card.

    `memory_share` is the part of the card it may fill. One forward pass takes at most `batched_tokens`
    (`batched_tokens_large` on cards of 70 GB and more; 0: the whole prompt), in numbers of
    `number_bytes`; it computes logits for `logit_rows` tokens (0: for every token) at `logit_bytes` each.
    Engines that keep the input embedding in host memory, and such tables of every layer, have
    `embedding_on_card` False; where each card keeps a whole copy of embedding and output head,
    `vocab_sharded` is False. `score_bytes` are those of one attention score, where a pass writes the
    scores of its tokens against all that may be cached to memory. `layer_split` places whole layers on
    cards, of which one gets the most; `cache_copies` counts how often the whole cache exists while it
    grows; `fuses_qkv` says that query, key and value exist twice while a model loads. Where
    `buffers_summed`, the buffers of one pass are never shared. `mask_bytes` say of each token of a pass
    and each position whether one may see the other; where `copies_packed`, a packed cache is written out
    in 16 bits, one layer at a time.
    """

    id: str
    memory_share: float
    context_gib: Range
    exchange_gib: Range
    batched_tokens: int
    batched_tokens_large: int
    number_bytes: float
    logit_rows: int
    logit_bytes: float
    source: str
    embedding_on_card: bool = True
    vocab_sharded: bool = False
    score_bytes: float = 0.0
    layer_split: bool = False
    cache_copies: int = 1
    fuses_qkv: bool = False
    buffers_summed: bool = False
    mask_bytes: float = 0.0
    copies_packed: bool = False


_CONTEXT_GIB = Range(0.3, 0.5, 1.0)
_NO_EXCHANGE_GIB = Range(0.05, 0.15, 0.4)


def _pytorch(
    name: str,
    source: str,
    *,
    logit_rows: int = 0,
    logit_bytes: float = 6,
    score_bytes: float = 0.0,
    cache_copies: int = 1,
    fuses_qkv: bool = False,
    layer_split: bool = False,
    mask_bytes: float = 0.0,
) -> ServingEngine:
    return ServingEngine(
        id=name,
        memory_share=0.94,
        context_gib=_CONTEXT_GIB,
        exchange_gib=_NO_EXCHANGE_GIB,
        batched_tokens=0,
        batched_tokens_large=0,
        number_bytes=2,
        logit_rows=logit_rows,
        logit_bytes=logit_bytes,
        source=source,
        score_bytes=score_bytes,
        cache_copies=cache_copies,
        fuses_qkv=fuses_qkv,
        vocab_sharded=layer_split,
        layer_split=layer_split,
        mask_bytes=mask_bytes,
    )


_PYTORCH = (
    _pytorch(
        "pytorch",
        "PyTorch: the prompt in one pass, fused attention, CUDA context of 0.3 to 1 GiB",
        logit_rows=1,
    ),
    _pytorch(
        "gpt-fast",
        "gpt-fast: one cache of the whole context, and a mask of its positions against each other",
        logit_rows=1,
        mask_bytes=1,
    ),
    _pytorch(
        "transformers",
        "transformers: layers are placed on cards in turn (device_map), the last token's logits alone",
        logit_rows=1,
        layer_split=True,
    ),
    _pytorch(
        "transformers-4.45",
        "transformers before 4.45: 16-bit and fp32 logits of the whole prompt; the old cache lives on",
        cache_copies=2,
        layer_split=True,
    ),
    _pytorch(
        "transformers-4.35",
        "transformers before 4.36: the old cache lives until the new one is complete",
        cache_copies=2,
        layer_split=True,
    ),
    _pytorch(
        "transformers-eager",
        "transformers of early 2023: the same, and scores in 16 bits and twice in 32",
        cache_copies=2,
        score_bytes=10,
        layer_split=True,
    ),
    _pytorch(
        "exllama",
        "ExLlama: one cache of the whole context from the start; logits of the whole prompt",
        layer_split=True,
    ),
    _pytorch(
        "exllamav2",
        "ExLlamaV2 and V3: passes of 2,048 tokens, the last one's logits alone, the embedding in main memory",
        logit_rows=1,
        layer_split=True,
    )._replace(batched_tokens=2048, batched_tokens_large=2048, embedding_on_card=False),
    _pytorch(
        "autoawq",
        "AutoAWQ: scores in 16 bits and twice in 32; fused projections are copies of the loaded ones",
        score_bytes=10,
        fuses_qkv=True,
    ),
    _pytorch(
        "autoawq-0.2.6",
        "AutoAWQ from 0.2.6: fused attention, 16-bit logits of the whole prompt and a copy",
        logit_bytes=4,
        fuses_qkv=True,
    ),
)

_LLAMA_CPP = ServingEngine(
    id="llama.cpp",
    memory_share=0.98,
    context_gib=Range(0.2, 0.5, 1.0),
    exchange_gib=_NO_EXCHANGE_GIB,
    batched_tokens=512,
    batched_tokens_large=512,
    number_bytes=4,
    logit_rows=512,
    logit_bytes=4,
    embedding_on_card=False,
    vocab_sharded=True,
    layer_split=True,
    mask_bytes=6,
    copies_packed=True,
    source="llama.cpp's defaults: 512 tokens per micro-batch, fp32 compute buffers, masks in 32 and 16 bits",
)

ENGINES: dict[str, ServingEngine] = {
    engine.id: engine
    for engine in (
        ServingEngine(
            id="vllm",
            memory_share=0.9,
            context_gib=Range(0.1, 0.15, 0.5),
            exchange_gib=Range(0.3, 0.45, 0.9),
            batched_tokens=2048,
            batched_tokens_large=8192,
            number_bytes=2,
            logit_rows=256,
            logit_bytes=12,
            vocab_sharded=True,
            source="vLLM's defaults: memory utilisation 0.9, 2048 or 8192 batched tokens, 256 sequences",
        ),
        ServingEngine(
            id="tensorrt-llm",
            memory_share=0.98,
            context_gib=_CONTEXT_GIB,
            exchange_gib=Range(0.3, 0.45, 0.9),
            batched_tokens=2048,
            batched_tokens_large=2048,
            number_bytes=2,
            logit_rows=64,
            logit_bytes=4,
            vocab_sharded=True,
            source="TensorRT-LLM with a static batch: all free memory may hold cache",
        ),
        ServingEngine(
            id="fastertransformer",
            memory_share=0.98,
            context_gib=Range(1.5, 2.8, 3.5),
            exchange_gib=Range(0.3, 0.45, 0.9),
            batched_tokens=0,
            batched_tokens_large=0,
            number_bytes=2,
            logit_rows=1,
            logit_bytes=4,
            vocab_sharded=True,
            score_bytes=6,
            buffers_summed=True,
            source="FasterTransformer: buffers of the whole batch; its tables have 2.8 GiB beside tensors",
        ),
        _LLAMA_CPP,
        _LLAMA_CPP._replace(
            id="llama.cpp-2024",
            memory_share=0.95,
            score_bytes=4,
            mask_bytes=0,
            copies_packed=False,
            source="llama.cpp without flash attention: fp32 scores of 512 tokens against the context",
        ),
        *_PYTORCH,
    )
}


def usable_gib(gpu: Gpu, engine: str) -> float:
    """Return the GiB per card that an engine may fill; `engine` is an id, or "training"."""
    if engine == "training":
        return gpu.visible_gib * _TRAINING_SHARE
    return gpu.visible_gib * ENGINES[engine].memory_share


def forward_gib(
    arch: Architecture,
    engine: ServingEngine,
    gpu: Gpu,
    *,
    tensor_parallel: int,
    sequences: int,
    prompt_tokens: float,
    cached_tokens: float,
) -> float:
    """Return the GiB the widest point of one forward pass needs: the MLP, the logits or the scores.

    The MLP holds its two inner vectors and three of the hidden size per token (ten hidden sizes for a
    gated MLP on one card, five on four, as vLLM's profiler prints). Scores are of
    each token of the pass against `cached_tokens`, on whole layers where cards hold whole layers.
    """
    whole = sequences * prompt_tokens
    limit = engine.batched_tokens_large if gpu.memory_gb >= _LARGE_CARD_GB else engine.batched_tokens
    tokens = limit or whole
    inner = 2 * arch.active_intermediate / tensor_parallel
    mlp = tokens * (inner + 3 * arch.hidden) * engine.number_bytes
    rows = engine.logit_rows or tokens
    logits = rows * (arch.vocab * engine.logit_bytes + arch.hidden * engine.number_bytes)
    heads = arch.heads if engine.layer_split else arch.heads / tensor_parallel
    scores = engine.score_bytes * (min(limit, whole) if limit else whole) * cached_tokens * heads
    return (sum if engine.buffers_summed else max)((mlp, logits, scores)) / GIB


def context_term(engine: ServingEngine, tensor_parallel: int) -> Term:
    """Return what the driver and the exchange between cards take on each card."""
    amount = engine.context_gib + engine.exchange_gib if tensor_parallel > 1 else engine.context_gib
    return Term("context", amount, "CUDA context and libraries; NCCL buffers from two cards on")
