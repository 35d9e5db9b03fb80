"""Published configuration files of 2025 and 2026 with attention in every layer, shortened to what is read."""

from tests.core.catalog.hub.configs import Config


def _every(count: int, step: int) -> list[str]:
    """Return layers with a window, each n-th of which attends to everything."""
    return ["full_attention" if (layer + 1) % step == 0 else "sliding_attention" for layer in range(count)]


_GEMMA4: Config = {
    "model_type": "gemma4_text",
    "head_dim": 256,
    "global_head_dim": 512,
    "hidden_size_per_layer_input": 0,
    "vocab_size": 262144,
    "vocab_size_per_layer_input": 262144,
    "tie_word_embeddings": True,
    "max_position_embeddings": 262144,
    "sliding_window": 1024,
    "num_experts": None,
    "num_kv_shared_layers": 0,
    "use_double_wide_mlp": False,
    "attention_k_eq_v": True,
}
GEMMA4_31B: Config = {
    "model_type": "gemma4",
    "dtype": "bfloat16",
    "text_config": _GEMMA4
    | {
        "hidden_size": 5376,
        "intermediate_size": 21504,
        "num_hidden_layers": 60,
        "num_attention_heads": 32,
        "num_key_value_heads": 16,
        "num_global_key_value_heads": 4,
        "layer_types": _every(60, 6),
    },
    "vision_config": {"hidden_size": 1152, "num_hidden_layers": 27, "global_head_dim": 72},
}
GEMMA4_26B: Config = {
    "model_type": "gemma4",
    "text_config": _GEMMA4
    | {
        "hidden_size": 2816,
        "intermediate_size": 2112,
        "num_hidden_layers": 30,
        "num_attention_heads": 16,
        "num_key_value_heads": 8,
        "num_global_key_value_heads": 2,
        "enable_moe_block": True,
        "num_experts": 128,
        "top_k_experts": 8,
        "moe_intermediate_size": 704,
    },
}
GEMMA4_E2B: Config = {
    "model_type": "gemma4",
    "text_config": _GEMMA4
    | {
        "hidden_size": 1536,
        "intermediate_size": 6144,
        "num_hidden_layers": 35,
        "num_attention_heads": 8,
        "num_key_value_heads": 1,
        "num_global_key_value_heads": None,
        "attention_k_eq_v": False,
        "hidden_size_per_layer_input": 256,
        "num_kv_shared_layers": 20,
        "use_double_wide_mlp": True,
        "sliding_window": 512,
        "max_position_embeddings": 131072,
        "layer_types": _every(35, 5),
    },
    "audio_config": {"hidden_size": 1024},
}
GEMMA4_E4B: Config = {
    "model_type": "gemma4",
    "text_config": GEMMA4_E2B["text_config"]
    | {
        "hidden_size": 2560,
        "intermediate_size": 10240,
        "num_hidden_layers": 42,
        "num_key_value_heads": 2,
        "num_kv_shared_layers": 18,
        "use_double_wide_mlp": False,
        "layer_types": _every(42, 6),
    },
}
GLM47_FLASH: Config = {
    "model_type": "glm4_moe_lite",
    "dtype": "bfloat16",
    "first_k_dense_replace": 1,
    "hidden_size": 2048,
    "intermediate_size": 10240,
    "kv_lora_rank": 512,
    "moe_intermediate_size": 1536,
    "n_routed_experts": 64,
    "n_shared_experts": 1,
    "num_attention_heads": 20,
    "num_experts_per_tok": 4,
    "num_hidden_layers": 47,
    "num_key_value_heads": 20,
    "q_lora_rank": 768,
    "qk_nope_head_dim": 192,
    "qk_rope_head_dim": 64,
    "v_head_dim": 256,
    "vocab_size": 154880,
    "max_position_embeddings": 202752,
}
MINIMAX_M3: Config = {
    "model_type": "minimax_m3_vl",
    "text_config": {
        "model_type": "minimax_m3_vl_text",
        "hidden_size": 6144,
        "head_dim": 128,
        "intermediate_size": 3072,
        "dense_intermediate_size": 12288,
        "shared_intermediate_size": 3072,
        "moe_layer_freq": [0, 0, 0, *[1] * 57],
        "num_hidden_layers": 60,
        "num_attention_heads": 64,
        "num_key_value_heads": 4,
        "num_local_experts": 128,
        "num_experts_per_tok": 4,
        "sparse_attention_config": {"sparse_attention_freq": [0, 0, 0, *[1] * 57], "sparse_index_dim": 128},
        "vocab_size": 200064,
        "max_position_embeddings": 1048576,
    },
}
MISTRAL_SMALL4: Config = {
    "model_type": "mistral3",
    "text_config": {"model_type": "mistral4", "max_position_embeddings": 262144, "num_hidden_layers": 36},
    "quantization_config": {"quant_method": "fp8", "activation_scheme": "static"},
}
MINISTRAL3_14B: Config = {
    "model_type": "mistral3",
    "text_config": {
        "model_type": "ministral3",
        "hidden_size": 5120,
        "head_dim": 128,
        "intermediate_size": 16384,
        "num_hidden_layers": 40,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "sliding_window": None,
        "vocab_size": 131072,
        "max_position_embeddings": 262144,
        "tie_word_embeddings": False,
    },
    "quantization_config": {"quant_method": "fp8", "activation_scheme": "static"},
}
MIMO_V2_FLASH: Config = {
    "model_type": "mimo_v2_flash",
    "hidden_size": 4096,
    "head_dim": 192,
    "v_head_dim": 128,
    "swa_num_key_value_heads": 8,
    "swa_head_dim": 192,
    "swa_v_head_dim": 128,
    "hybrid_layer_pattern": [0, *([1, 1, 1, 1, 1, 0] * 8)[1:]],
    "intermediate_size": 16384,
    "moe_intermediate_size": 2048,
    "moe_layer_freq": [0, *[1] * 47],
    "n_routed_experts": 256,
    "num_experts_per_tok": 8,
    "num_hidden_layers": 48,
    "num_attention_heads": 64,
    "num_key_value_heads": 4,
    "sliding_window": 128,
    "vocab_size": 152576,
    "max_position_embeddings": 262144,
}
QWEN3_ASR: Config = {
    "model_type": "qwen3_asr",
    "thinker_config": {
        "model_type": "qwen3_asr",
        "audio_config": {"model_type": "qwen3_asr_audio_encoder", "encoder_layers": 24, "d_model": 1024},
        "text_config": {
            "model_type": "qwen3",
            "hidden_size": 2048,
            "head_dim": 128,
            "intermediate_size": 6144,
            "num_hidden_layers": 28,
            "num_attention_heads": 16,
            "num_key_value_heads": 8,
            "tie_word_embeddings": True,
            "vocab_size": 151936,
            "max_position_embeddings": 65536,
        },
    },
}
