"""A deployment's own models, cards and names are worded as its own files have them, in everything posted."""

from pathlib import Path

from tests.advisor import Advisor
from tests.transcripts.player import Player

FILES = {
    "gpus": (
        "id,name,memory_gb,bandwidth_gbs,bf16_tflops,compute_capability,source,date\n"
        "t100,T100,48,900,200,9.0,maker,2026-01-01\n"
    ),
    "tiers": "id,gpu,path,cards_per_node,source,date\nt100,t100,T100 server,4,us,2026-01-01\n",
    "prices": (
        "gpu,provider,market,commitment,usd_per_gpu_hour,date,source\n"
        "t100,us,cloud,on_demand,0.05,2026-09-01,us\n"
    ),
    "models": (
        "id,name,params_b,layers,hidden,heads,intermediate,vocab,source,date\n"
        "us/chat-v2,Helpdesk Chat,8,32,4096,32,14336,128256,us,2026-01-01\n"
        "meta-llama/Llama-3.1-8B-Instruct,Our Llama,8.03,32,4096,32,14336,128256,us,2026-01-01\n"
    ),
}

CHAT = """
alice: /gpu-advice serve Helpdesk Chat in bf16
bot shows: Helpdesk Chat · serving · bf16
alice: actually it's Llama 3.1 8B, 4 at once
bot says: Changed: Our Llama (<@U01ALICE>), before: Helpdesk Chat.
alice: sorry, Helpdesk Chat after all
bot says: Changed: Helpdesk Chat (<@U01ALICE>), before: Our Llama.
alice: just answer
bot recommends: 1x t100 inference_first
bot says: 1x T100 server (48 GB)
bot says: Helpdesk Chat · serving · bf16
alice: what if Llama 3.1 8B?
bot says: Our Llama
alice: on 2x P40 instead?
bot says: It has: RTX 4090, A100 40 GB, A100 80 GB, H100 and T100 server.
"""


def test_own_rows_are_worded_as_their_own(tmp_path: Path) -> None:
    """The names of a deployment's files stand in the root, the echo, the advice and what follows it."""
    own = tmp_path / "advisor-catalogue"
    own.mkdir()
    for name, rows in FILES.items():
        (own / f"{name}.csv").write_text(rows, encoding="utf-8")
    with Advisor(tmp_path) as advisor:
        Player(advisor, advisor.new_channel("own-catalogue")).play(CHAT)
        posted = advisor.sandbox.transcript(100)
    assert "Helpdesk Chat" in posted
    assert "chat-v2" not in posted
