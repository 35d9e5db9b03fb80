"""What a message says of what there is: how one rents, money, and cards: slot, words, value."""

from typing import Any

PHRASES: list[tuple[str, str, Any]] = [
    # rental
    ("rental", "rented per run", "per_run"),
    ("rental", "we rent GPUs only when needed", "per_run"),
    ("rental", "we keep the server", "kept"),
    ("rental", "it runs 24/7", "kept"),
    # budget
    ("budget", "3k$/month", {"low": 3000.0, "high": 3000.0, "currency": "USD", "period": "month"}),
    ("budget", "20k per year max", {"low": 20000.0, "high": 20000.0, "currency": "USD", "period": "year"}),
    ("budget", "max 900 a month", {"low": 900.0, "high": 900.0, "currency": "USD", "period": "month"}),
    ("budget", "max 900 requests a month", None),
    ("budget", "50-60k € once", {"low": 50000.0, "high": 60000.0, "currency": "EUR", "period": "once"}),
    ("budget", "$100 a day", {"low": 3041.67, "high": 3041.67, "currency": "USD", "period": "month"}),
    (
        "budget",
        "max 5 grand per month",
        {"low": 5000.0, "high": 5000.0, "currency": "USD", "period": "month"},
    ),
    ("budget", "three grand pianos", None),
    ("budget", "£1.2k p/m", {"low": 1200.0, "high": 1200.0, "currency": "GBP", "period": "month"}),
    ("budget", "budget 4000", {"low": 4000.0, "high": 4000.0, "currency": "USD", "period": None}),
    ("budget", "1.500 € im Monat", {"low": 1500.0, "high": 1500.0, "currency": "EUR", "period": "month"}),
    (
        "budget",
        "the budget is 5k per month, EUR",
        {"low": 5000.0, "high": 5000.0, "currency": "EUR", "period": "month"},
    ),
    # current_hardware
    (
        "current_hardware",
        "we have 4x3090",
        [{"gpu": "RTX 3090", "count": 4, "memory_gb": None, "role": "have"}],
    ),
    ("current_hardware", "my 4090", [{"gpu": "RTX 4090", "count": 1, "memory_gb": None, "role": "have"}]),
    (
        "current_hardware",
        "we own two 8xH100 nodes and a 24gb card",
        [
            {"gpu": "H100", "count": 16, "memory_gb": None, "role": "have"},
            {"gpu": "24 GB card", "count": 1, "memory_gb": 24.0, "role": "have"},
        ],
    ),
    ("current_hardware", "do we need 24gb cards?", None),
    (
        "current_hardware",
        "on our own 4090",
        [{"gpu": "RTX 4090", "count": 1, "memory_gb": None, "role": "have"}],
    ),
    (
        "current_hardware",
        "a Mac M2 Ultra",
        [{"gpu": "M2 Ultra", "count": 1, "memory_gb": None, "role": None}],
    ),
    (
        "current_hardware",
        "we rent a p4d.24xlarge and serve a 7B",
        [{"gpu": "A100", "count": 8, "memory_gb": 40, "role": "have", "rented": True}],
    ),
    (
        "current_hardware",
        "we are renting two A100 80GB at the moment",
        [{"gpu": "A100", "count": 2, "memory_gb": 80, "role": "have", "rented": True}],
    ),
    (
        "current_hardware",
        "we rent nothing. We have 2x L40S",
        [{"gpu": "L40S", "count": 2, "memory_gb": None, "role": "have"}],
    ),
    (
        "current_hardware",
        "should we rent a p4d.24xlarge",
        [{"gpu": "A100", "count": 8, "memory_gb": 40, "role": "candidate"}],
    ),
    (
        "current_hardware",
        "we have 4x3090, 24gb cards",
        [{"gpu": "RTX 3090", "count": 4, "memory_gb": None, "role": "have"}],
    ),
    (
        "current_hardware",
        "does an 8B fit a single L4?",
        [{"gpu": "L4", "count": 1, "memory_gb": None, "role": "candidate"}],
    ),
    (
        "current_hardware",
        "how long would it take on 32 H100?",
        [{"gpu": "H100", "count": 32, "memory_gb": None, "role": "candidate"}],
    ),
    (
        "current_hardware",
        "dual 3090 gives 14 t/s, is a third card worth it?",
        [{"gpu": "RTX 3090", "count": 2, "memory_gb": None, "role": "have"}],
    ),
    (
        "current_hardware",
        "planning to rent 8 A100 80GB",
        [{"gpu": "A100", "count": 8, "memory_gb": 80.0, "role": "candidate"}],
    ),
    ("current_hardware", "g5.12xlarge", [{"gpu": "A10G", "count": 4, "memory_gb": 24, "role": None}]),
    ("current_hardware", "2x p4d.24xlarge", [{"gpu": "A100", "count": 16, "memory_gb": 40, "role": None}]),
    ("current_hardware", "a2-ultragpu-4g", [{"gpu": "A100", "count": 4, "memory_gb": 80, "role": None}]),
    ("current_hardware", "g2-standard-48", [{"gpu": "L4", "count": 4, "memory_gb": 24, "role": None}]),
    ("current_hardware", "g2-standard-7", None),
    (
        "current_hardware",
        "Standard_NC24ads_A100_v4",
        [{"gpu": "A100", "count": 1, "memory_gb": 80, "role": None}],
    ),
    ("current_hardware", "NC12_v9", None),
    ("current_hardware", "p5.2xlarge", None),
    (
        "current_hardware",
        "4x A10G (g5.12xlarge)",
        [{"gpu": "A10G", "count": 4, "memory_gb": None, "role": None}],
    ),
    ("current_hardware", "llama 3 8 A100s", [{"gpu": "A100", "count": 8, "memory_gb": None, "role": None}]),
]
