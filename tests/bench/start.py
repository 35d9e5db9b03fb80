"""How long the program takes to be connected, and how much memory it then has, beside a bare Bolt app.

`python -m tests.bench.start [--rounds 7]`: both import the same libraries and connect to the same sandbox,
from byte code, as an installed program runs; the first round, which writes it, does not count.

Connected is when Slack's deliveries are taken. What decides and draws is loaded beside that, and whoever asks
at once waits for it: so its figures are printed too, and the first answer of the real program is timed.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.manifest import read_manifest
from tests.bench.measuring import Times, bars
from tests.sandbox import Sandbox, start_sandbox

BARE = """
import os
import click, jinja2.sandbox, rapidfuzz, sqlite_utils
from pydantic import BaseModel, Field, SecretStr, TypeAdapter, ValidationError, field_validator
from pydantic_settings import BaseSettings
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
app = App(client=WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]),
          process_before_response=True)
app.command("/gpu-advice")(lambda ack: ack())
handler = SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
handler.connect()
"""
OURS = """
from bot.memory import long_lived
with long_lived():
    from bot.app import build_app
    from bot.catalogue import read_catalogue
    from bot.settings import Settings
    from bot.store.sqlite import open_store
    settings = Settings.from_environment()
    store = open_store(settings.gpu_advisor_database_url)
    bot = build_app(settings, store, read_catalogue(settings))
    bot.connect()
"""
LOAD = "bot.conversation\n"
WARM = "bot.conversation.warm_up()\n"
TOLD = """
import os, resource
usage = resource.getrusage(resource.RUSAGE_SELF)
resident = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
print(usage.ru_utime + usage.ru_stime, resident / 1024, flush=True)
os._exit(0)
"""
SCRIPTS = {
    "bare Bolt": BARE,
    "GPU Advisor, connected": OURS,
    "GPU Advisor, loaded": OURS + LOAD,
    "GPU Advisor, warmed up": OURS + WARM,
}
ACKNOWLEDGED_S = 3.0
"""How long Slack waits for the acknowledgement of a command."""


def started(script: str, environment: dict[str, str]) -> tuple[float, float]:
    """Run a script; returns its CPU in seconds and its resident memory in MiB when it was ready."""
    command = [sys.executable, "-c", script + TOLD]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    cpu_s, resident_mib = done.stdout.split()
    return float(cpu_s), float(resident_mib)


def first_answer_s(environment: dict[str, str], slack: Sandbox) -> float:
    """Start the program, give a command as soon as it is connected, and return how long Slack waited."""
    slack.wait_for(lambda: not slack.envelopes.sockets)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        slack.wait_for(lambda: bool(slack.envelopes.sockets))
        began = time.perf_counter()
        slack.command("alice", "#general", "/gpu-advice")
        slack.wait_for(lambda: not any(slack.envelopes.under_way.values()))
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def main() -> int:
    """Run as told by the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    times = {name: Times() for name in SCRIPTS}
    memory = dict.fromkeys(SCRIPTS, 0.0)
    sandbox = Sandbox(read_manifest(), ack_timeout_s=60)
    first_s = []
    with tempfile.TemporaryDirectory() as folder, start_sandbox(sandbox=sandbox) as slack:
        environment = os.environ | {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "GPU_ADVISOR_DATABASE_URL": f"sqlite:///{Path(folder) / 'x.db'}",
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": folder,
        }
        for script in SCRIPTS.values():
            started(script, environment)
        for _ in range(rounds):
            for name, script in SCRIPTS.items():
                began = time.perf_counter()
                cpu_s, resident = started(script, environment)
                times[name].wall.append(time.perf_counter() - began)
                times[name].cpu.append(cpu_s)
                memory[name] = max(memory[name], resident)
            first_s.append(first_answer_s(environment, sandbox))
    print(f"{'':26} {'CPU s':>8} {'wall s':>8} {'MiB resident':>13}")
    for name, taken in times.items():
        print(f"{name:26} {taken.cpu_ms / 1e3:8.2f} {taken.wall_ms / 1e3:8.2f} {memory[name]:13.1f}")
    ratio = times["GPU Advisor, connected"].cpu_ms / times["bare Bolt"].cpu_ms
    loaded = times["GPU Advisor, loaded"].cpu_ms / times["bare Bolt"].cpu_ms
    connected, warm = memory["GPU Advisor, connected"], memory["GPU Advisor, warmed up"]
    waited = f"{statistics.median(first_s):.2f} s, at worst {max(first_s):.2f} s"
    return bars(
        [
            (
                f"loaded in at most 1.3x the CPU of bare Bolt ({loaded:.2f}x; connected after {ratio:.2f}x)",
                loaded <= 1.3,
            ),
            (
                f"a command given at once acknowledged within {ACKNOWLEDGED_S:.0f} s ({waited})",
                max(first_s) <= ACKNOWLEDGED_S,
            ),
            (
                f"at most 60 MB resident ({connected:.0f} MiB when connected, {warm:.0f} warmed up)",
                connected * 1.048576 <= 60,
            ),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
