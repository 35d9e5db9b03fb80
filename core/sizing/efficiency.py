"""How much of a card's peak the serving engines reach: a few documented constants, and nothing per model.

Calibrated on the published measurements that ship with the tests, leaving one source out at a time.
"""

from typing import NamedTuple

from core.catalog.formats import WeightFormat
from core.catalog.gpus import Gpu
from core.sizing.card_speed import (
    drawn_gbs,
    host_slowness,
    kept_cool,
    kernel_slowness,
    large_l2,
    multiprocessors,
)
from core.sizing.product_speed import (
    DOT_PRODUCT_PEAK,
    FP4_SHARE,
    MOST_OF_PEAK,
    SLOW_SUMS,
    SLOW_SUMS_ATTENTION,
    fp4_tflops,
    fused_attention,
    half_sums_gain,
    integer_share,
    library_share,
    multiplies_fp4,
    multiplies_halves_only,
    sums_at_half_rate,
    without_tensor_cores,
)


class EngineSpeed(NamedTuple):
    """What one serving engine makes of a card.

    `stream_*` is the share of the memory bandwidth at which weights of so many bits stream at batch 1 (where
    a row does not say, the median of the engines that were measured with such weights), `cache` the same for
    keys and values; `matmul_*` and `attention` are shares of the dense peak in prefill.
    `layer_us` launches one layer's kernels on a card of the A100's clock, `step_us` samples and schedules one
    step, `request_us` is paid per request and step. `spread` is the factor either way within which measured
    decode steps stay, `prefill_spread` the same for prefill: with each source held out in its turn and the
    constants fitted without it (`python -m tests.bench.held_out`), 88 % of the decode steps lie within
    1.35 for one request and 1.55 for many, and of the prefills within 1.45; of sources never learned from,
    whose settings are told less, all need 1.6, crowds more.
    """

    engine: str
    source: str
    layer_us: float = 60.0
    step_us: float = 500.0
    request_us: float = 11.0
    stream_16: float = 0.84
    stream_fp8: float = 0.80
    stream_8: float = 0.70
    stream_4: float = 0.82
    stream_awq: float = 0.85
    stream_3: float = 0.4
    """The same for three bits and less, where unpacking them takes longer than reading them: codebooks of two
    bits in compiled PyTorch and vLLM are within 6 % so (chu-tianxiang/QuIP-for-all)."""
    saturation_gbs: float = float("inf")
    """Bandwidth of stacked memory (HBM) at which half of these shares is left on an A100: it wants 8 to 28
    bytes of each multiprocessor in a clock, more than products of one request ask for; GDDR wants 3 to 7."""
    saturation_4_gbs: float | None = None
    """The same for weights of four bits and less, where they differ: each byte is unpacked first."""
    stream_awq_experts: float | None = None
    """The same for routed experts in AWQ or GPTQ, whose products are many and small."""
    batched_slowdown: float = 1.1
    """How much slower weights stream into the products of many requests than of one; not with a large L2."""
    cache: float = 0.90
    cache_group: float = 0.35
    """Keys and values shared by g query heads are read as g ** cache_group copies."""
    cache_copies: float = 0.0
    """Times the whole cache is copied in a step, with its heads expanded."""
    matmul_16: float = 0.67
    matmul_fp8: float = 0.57
    matmul_4: float = 0.5
    attention: float = 0.23
    """The same for attention in short prompts; `attention_long` is where long ones tend to."""
    attention_long: float | None = None
    score_bytes: float = 0.0
    """Bytes that each score of a prompt's attention costs where it is not fused: written, read and written by
    the softmax, converted, read."""
    state_us: float = 0.0
    """What a token of a prompt waits in each layer that keeps a state, where tokens pass it one by one."""
    half_sums: bool = False
    """Products are summed in 16 bits, twice as fast on GeForce cards, with old instructions on Hopper."""
    eight_bit_products: bool = False
    """Layers in int8 are multiplied in 8 bits, activations too (W8A8), at `matmul_fp8` of that peak."""
    integer_products: bool = False
    """Quantised weights are multiplied as 8-bit integers: without tensor cores, four at a time."""
    unpack_tflops: float = 0.0
    """Operations per second, in units of 1e12, at which an A100 unpacks weights of four bits in the product
    itself, one after the other with multiplying; 0 where unpacking hides behind it."""
    writes_out_from: float = float("inf")
    """Tokens in one product from which weights of four bits are written out in 16 bits before it."""
    quantised_launch: float = 1.0
    """How much longer the launches of quantised layers take."""
    eight_bit_launch: float | None = None
    """The same for 8-bit layers, where they differ: outliers are cut out and multiplied apart."""
    eager: bool = False
    """Launches come from the host and overlap with the card's work, as without CUDA graphs."""
    expert_us: float = 0.0
    """Launches per expert and layer where experts are walked one by one."""
    side_us: float = 0.0
    """Each kernel beside attention and MLP: to choose experts, unpack a compressed cache, keep a state."""
    norm_us: float = 0.0
    """Each norm of what attention and MLP return, where it is a kernel of its own."""
    vocabulary_us: float = 0.0
    """What a sampler on the host takes to look through each thousand words of the vocabulary."""
    splits: str = "tensor"
    """How several cards share a model: "tensor" divides every layer, "layers" take turns."""
    reduce_us: float = 0.0
    """What one all-reduce costs beyond its latency and bytes: kernels of a general library."""
    row_exchange_us: float = 0.0
    """Synchronisation per layer and card where rows are split without a collective library."""
    graphs_up_to: float = float("inf")
    """Tokens of context beyond which the engine falls back to eager launches of `eager_layer_us`."""
    eager_layer_us: float = 0.0
    pass_tokens: float = 8192.0
    """Tokens of a prompt that pass through the layers together."""
    passes_at_once: int = 1
    """How many of these may be under way where cards take turns at the layers, each card with another."""
    prefill_us: float = 0.0
    """Fixed cost of a prompt: kernels that are tuned or loaded on first use."""
    server_us: float = 0.0
    """What a server takes for a request beside the cards: HTTP, its text in tokens, a place in the queue."""
    spread: float = 1.6
    prefill_spread: float = 1.9
    """Here of engines whose prompts few publishers tell, or tell unlike: held out, 80 % lie within this."""

    def stream(self, weights: WeightFormat) -> float:
        """Return the share of bandwidth at which weights of this format stream."""
        if weights.bits >= 16:
            return self.stream_16
        if weights.bits <= _THREE_BITS:
            return self.stream_3
        if weights.id == "fp8":
            return self.stream_fp8
        if weights.id == "awq":
            return self.stream_awq
        return self.stream_8 if weights.bits == 8 else self.stream_4

    def attention_share(self, tokens: float, gpu: Gpu) -> float:
        """Return the share of the dense peak that attention reaches in a prompt of so many tokens."""
        grown = (self.attention_long or self.attention) - self.attention
        share = self.attention + grown * tokens / (tokens + _HALF_GROWN)
        share *= 1.0 if self.score_bytes else fused_attention(gpu)
        return min(share * SLOW_SUMS_ATTENTION, MOST_OF_PEAK) if self._sums_slowly(gpu) else share

    def _sums_slowly(self, gpu: Gpu) -> bool:
        """Return whether products wait for sums in 32 bits."""
        return sums_at_half_rate(gpu) and not self.half_sums

    def _multiplies_fp4(self, weights: WeightFormat, gpu: Gpu) -> bool:
        """Return whether weights of four bits are multiplied as they are, and not as 8-bit integers."""
        return multiplies_fp4(weights, gpu) and not self.integer_products

    def writes_out(self, weights: WeightFormat, tokens: float, gpu: Gpu) -> bool:
        """Return whether a product of so many tokens writes its weights out in 16 bits first."""
        if self.integer_products and weights.bits < _SIXTEEN_BITS and multiplies_halves_only(gpu):
            return tokens >= _LIBRARY_FROM
        return weights.bits == _FOUR_BITS and tokens >= self.writes_out_from

    def matmul(self, weights: WeightFormat, gpu: Gpu, *, written_out: bool = False) -> float:
        """Return the operations per second that large products reach with weights of this format."""
        library = library_share(gpu, own_kernels=False) * kept_cool(gpu)
        slow_sums = SLOW_SUMS if self._sums_slowly(gpu) else 1.0
        if weights.id == "fp8" and not weights.weight_only_on(gpu):
            return gpu.fp8_tflops * 1e12 * self.matmul_fp8 * library * slow_sums
        if weights.id == "int8" and self.eight_bit_products and gpu.int8_tops:
            return gpu.int8_tops * 1e12 * self.matmul_fp8 * library
        if self._multiplies_fp4(weights, gpu):
            return fp4_tflops(gpu) * 1e12 * self.matmul_fp8 * FP4_SHARE
        share = self.matmul_16 * slow_sums if weights.bits >= 16 or written_out else self.matmul_4
        if self.unpack_tflops and weights.bits == 4 and not written_out:
            unpacking = self.unpack_tflops / kernel_slowness(gpu)
            return 1e12 / (1 / unpacking + 1 / (gpu.bf16_tflops * self.matmul_16))
        if self.half_sums:
            share *= half_sums_gain(gpu)
        if self.integer_products and weights.bits < 16:
            share = integer_share(share, gpu)
            library = library_share(gpu, own_kernels=True) * kept_cool(gpu)
        return gpu.bf16_tflops * 1e12 * share * library

    def peak(self, weights: WeightFormat, gpu: Gpu) -> float:
        """Return the operations per second on the sheet, of the fastest numbers such products run in."""
        sixteen = gpu.bf16_tflops * (max(1.0, half_sums_gain(gpu)) if self.half_sums else 1.0)
        eight = 0.0
        if weights.id == "fp8":
            eight = gpu.fp8_tflops
        elif self._multiplies_fp4(weights, gpu):
            eight = fp4_tflops(gpu)
        elif self.integer_products and weights.bits < 16 and without_tensor_cores(gpu):
            eight = DOT_PRODUCT_PEAK * gpu.bf16_tflops
        elif weights.bits <= 8 and (self.integer_products or self.eight_bit_products):
            eight = gpu.int8_tops
        return max(sixteen, eight) * 1e12

    def reached(self, gpu: Gpu, weights: WeightFormat) -> float:
        """Return the bandwidth in bytes per second of which the shares of this engine are shares."""
        drawn = drawn_gbs(gpu)
        return drawn * 1e9 * self._kept_busy(drawn, gpu, weights)

    def streamed(self, weights: WeightFormat, gpu: Gpu) -> float:
        """Return the bytes per second at which weights stream into the products of one request."""
        return self.reached(gpu, weights) * self.stream(weights)

    def crowded(self, gpu: Gpu, weights: WeightFormat) -> float:
        """Return by how much longer weights take to stream into the products of very many requests.

        Where one request leaves a stacked memory idle, many keep it busier.
        """
        if large_l2(gpu):
            return 0.0
        slower = self.batched_slowdown / library_share(gpu, own_kernels=self.integer_products)
        return max(0.0, slower * self._kept_busy(drawn_gbs(gpu), gpu, weights) - 1)

    def _kept_busy(self, drawn: float, gpu: Gpu, weights: WeightFormat) -> float:
        half = self.saturation_gbs
        packed = weights.bits <= _FOUR_BITS and not self._multiplies_fp4(weights, gpu)
        if self.saturation_4_gbs is not None and packed:
            half = self.saturation_4_gbs
        return 1 / (1 + drawn / half / multiprocessors(gpu))

    def stream_experts(self, weights: WeightFormat) -> float:
        """Return the share of bandwidth at which routed experts of this format stream."""
        slow = self.stream_awq_experts if weights.bits == 4 and weights.id != "mxfp4" else None
        return self.stream(weights) if slow is None else slow

    def launches(
        self,
        weights: WeightFormat,
        gpu: Gpu,
        layers: int,
        experts: int,
        *,
        side_kernels: int = 0,
        norms: int = 0,
    ) -> float:
        """Return seconds to launch the kernels of one step."""
        longer = 1.0 if weights.bits >= 16 else self.quantised_launch
        if weights.bits == 8 and self.eight_bit_launch is not None:
            longer = self.eight_bit_launch
        if experts and self.stream_experts(weights) != self.stream(weights):
            side_kernels += _UNPACKED_EXPERTS
        layer_us = self.layer_us * longer + self.side_us * side_kernels + self.norm_us * norms
        layer_us *= host_slowness(gpu) if self.eager else kernel_slowness(gpu)
        return (layers * (layer_us + self.expert_us * experts) + self.step_us) * 1e-6


_HALF_GROWN = 32_768.0
"""Tokens at which attention is half way from its short to its long share: FlashAttention-2 on an A100 reaches
0.28 of the peak at 10,000 tokens, 0.40 at 50,000 and 0.50 at 500,000 (microsoft/MInference, experiments)."""
_THREE_BITS, _FOUR_BITS, _SIXTEEN_BITS = 3, 4, 16
_LIBRARY_FROM = 64
"""Tokens from which llama.cpp leaves products to cuBLAS where tensor cores take 16 bits only (its MMQ)."""
_UNPACKED_EXPERTS = 2
"""Kernels more in a layer whose experts are in AWQ: DeepSeek V3 takes 16 ms a step on eight H100 or H200, of
which its weights are one or two (tenstorrent/tt-inference-server, QuixiAI/DeepSeek-V3-0324-AWQ); in FP8, 13
with eight requests (SemiAnalysisAI/InferenceX)."""
