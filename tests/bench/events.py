"""What an event costs beside bare Bolt: `python -m tests.bench.events [--rounds 200]`.

Bare Bolt and the bot take turns on the same payloads, in this process and over the sandbox's socket. The
bare app acknowledges as the bot does (after the listener has run), and does nothing else. Garbage is
collected as in the program.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from slack_bolt import Ack, App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.manifest import read_manifest
from bot.memory import long_lived
from bot.sockets import Sockets
from bot.store.protocol import Change, Outgoing
from bot.workspaces import web_client
from tests.advisor import Advisor
from tests.bench.measuring import Times, bars, in_turn
from tests.bench.payloads import TEAM, Json, click, command, message
from tests.bench.store_rate import raw_database, recorded, store_adds
from tests.sandbox import Sandbox, start_sandbox
from tests.sandbox.controls import controls_of

STORE_MS = 0.1
AFTER_PAUSE = "GPU Advisor, after a pause"
LEAST_AFTER_PAUSE = "bare Bolt and the statements alone"
HEAD = f"{'':34} {'events/s':>9} {'p50 ms':>9} {'p99 ms':>9} {'CPU ms':>9}"


def bare(client: Any, *, acknowledges_first: bool = False) -> App:
    """Return an app that takes what the bot takes, and does nothing with it."""
    app = App(
        client=client,
        authorize=lambda: AuthorizeResult(
            enterprise_id=None,
            team_id=TEAM,
            bot_user_id="U0ADVISOR",
            bot_id="B0ADVISOR",
            bot_token="xoxb-sandbox",
        ),
        process_before_response=not acknowledges_first,
        request_verification_enabled=False,
    )

    def handle(ack: Ack) -> None:
        ack()

    def handle_message() -> None:
        """Do nothing."""

    app.command("/gpu-advice")(handle)
    app.command("/gpu-history")(handle)
    app.action("answer:0")(handle)
    app.event("message")(handle_message)
    return app


def dispatch(app: App, body: Json) -> None:
    """Give a payload to an app as Socket Mode does."""
    answer = app.dispatch(BoltRequest(mode="socket_mode", body=body))
    assert answer.status == 200, answer


def _given(app: App, make: Callable[[int], Json], number: int) -> None:
    dispatch(app, make(number))


class Interviews:
    """Open interviews whose root and first question are confirmed, each to be answered once."""

    def __init__(self, advisor: Advisor, times: int) -> None:
        self.store = advisor.store
        self.answers: list[str] = []
        self.threads: list[str] = []
        self.channels: list[str] = []
        app = advisor.bot.app
        for number in range(times):
            # A channel for each: only so many interviews may be open in one.
            dispatch(app, command("/gpu-advice", "chat with Llama 3 8B", channel=f"C{number}"))
        stamp = 1_700_000_000
        while due := self.store.due(advisor.now, 50):
            for delivery in due:
                stamp += 1
                ts = f"{stamp}.000100"
                self.store.sent(delivery, channel=delivery.outgoing.channel, ts=ts, at=advisor.now)
                self._note(delivery.outgoing, delivery.thread_ts)

    def _note(self, sent: Outgoing, thread_ts: str | None) -> None:
        offered = [one for _, one in controls_of(list(sent.blocks)) if one["action_id"].startswith("answer")]
        choices = [value for one in offered for value in _choices(one)]
        if (sent.metadata or {}).get("event_type") == "gpu_advice_question" and choices and thread_ts:
            self.answers.append(choices[0])
            self.threads.append(thread_ts)
            self.channels.append(sent.channel or "")


def _choices(control: Json) -> list[str]:
    """Return what a button or a menu stands for."""
    options = control.get("options") or [control]
    return [str(one["value"]) for one in options if "value" in one]


def payloads(advisor: Advisor, rounds: int) -> dict[str, Callable[[int], Json]]:
    """Return what makes the payload of each kind and round."""
    begun = Interviews(advisor, 2 * rounds + 4)
    return {
        "/gpu-advice": lambda n: command("/gpu-advice", channel=f"CA{n}"),
        "a button answer": lambda n: click(
            "answer:0", begun.answers[n], thread_ts=begun.threads[n], channel=begun.channels[n]
        ),
        "a thread reply": lambda n: message(
            f"{20 + n % 50} at once, 4k context",
            thread_ts=begun.threads[rounds + 2 + n],
            channel=begun.channels[rounds + 2 + n],
        ),
        "an unrelated message": lambda _: message("lunch at noon?"),
        "a reply in another thread": lambda _: message("yes", thread_ts="1600000000.000100"),
        "/gpu-history": lambda _: command("/gpu-history"),
    }


def in_process(advisor: Advisor, rounds: int) -> dict[str, dict[str, Times]]:
    """Measure every kind of event in this process."""
    app = bare(web_client(advisor.settings.slack_api_url))
    kinds = payloads(advisor, rounds)
    found: dict[str, dict[str, Times]] = {}
    for kind, make in kinds.items():
        for number in (rounds, rounds + 1):  # each once or twice before anything is measured
            dispatch(app, make(number))
            dispatch(advisor.bot.app, make(number))
        found[kind] = in_turn(
            {
                "bare Bolt": partial(_given, app, make),
                "GPU Advisor": partial(_given, advisor.bot.app, make),
            },
            rounds,
        )
        show(kind, found[kind])
    default = bare(web_client(advisor.settings.slack_api_url), acknowledges_first=True)
    found["default Bolt"] = in_turn(
        {
            "default Bolt": lambda n: _given(default, kinds["/gpu-advice"], n),
            # Default Bolt sleeps, and the machine with it: whoever is next pays for waking it up.
            AFTER_PAUSE: lambda n: dispatch(advisor.bot.app, command("/gpu-advice", channel=f"CD{n}")),
        },
        min(rounds, 100),
    )
    show("/gpu-advice beside Bolt's defaults", found["default Bolt"])
    found["the least"] = in_turn(
        {
            "default Bolt": lambda n: _given(default, kinds["/gpu-advice"], n),
            LEAST_AFTER_PAUSE: least(advisor, app, min(rounds, 100)),
        },
        min(rounds, 100),
    )
    show("what cannot be saved, after the same pause", found["the least"])
    return found


def least(advisor: Advisor, app: App, rounds: int) -> Callable[[int], None]:
    """Return bare Bolt's answer to a command, with the statements the bot runs for it and nothing around."""

    def begin(number: int) -> None:
        dispatch(advisor.bot.app, command("/gpu-advice", channel=f"CL{number}"))

    statements = recorded(advisor.store, begin, rounds)
    raw = raw_database(Path(advisor.store._connections.path).with_name("raw.db"))

    def run(number: int) -> None:
        dispatch(app, command("/gpu-advice"))
        for statement in statements[number]:
            raw.execute(*statement).fetchall()

    return run


def show(kind: str, times: dict[str, Times]) -> None:
    """Print the rows of one kind."""
    print(kind)
    for name, taken in times.items():
        print(f"  {name:32} {taken.line()}")
    first, *_, last = times.values()
    cpu, wall = last.cpu_ms / first.cpu_ms, last.wall_ms / first.wall_ms
    print(f"  {'ratio of CPU, of p50':32} {cpu:9.2f} {wall:9.2f}")


def over_the_socket(rounds: int) -> None:
    """Measure how long Slack waits for an acknowledgement, over the sandbox's socket."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Advisor(Path(folder)) as advisor,
        start_sandbox(sandbox=Sandbox(read_manifest())) as other,
    ):
        sockets = Sockets(bare(web_client(other.api_url)), other.app_token)
        sockets.connect()
        kinds: dict[str, Callable[[Sandbox], object]] = {
            "/gpu-advice": lambda slack: slack.command("alice", "#general", "/gpu-advice"),
            "/gpu-history": lambda slack: slack.command("alice", "#general", "/gpu-history"),
            "an unrelated message": lambda slack: slack.say("bob", "#general", "lunch at noon?"),
        }
        for kind, act in kinds.items():

            def acknowledged(slack: Sandbox, act: Callable[[Sandbox], object] = act) -> None:
                act(slack)
                slack.wait_for(slack.idle)

            show(
                f"{kind}, over the socket",
                in_turn(
                    {
                        "bare Bolt": lambda _: acknowledged(other.sandbox),
                        "GPU Advisor": lambda _: acknowledged(advisor.sandbox),
                    },
                    rounds,
                ),
            )
        sockets.close()


def transactions(advisor: Advisor) -> Times:
    """Return times that fill up as the bot commits."""
    times, commit = Times(), advisor.store.commit

    def timed(change: Change) -> Any:
        outcome: list[Any] = []
        times.run(lambda: outcome.append(commit(change)))
        return outcome[0]

    advisor.store.commit = timed  # type: ignore[method-assign] # measured from within
    return times


def main() -> int:
    """Run as told by the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    print(HEAD)
    added = store_adds(rounds)  # first, while nothing else has filled the memory
    with tempfile.TemporaryDirectory() as folder, ExitStack() as closing:
        with long_lived():
            advisor = closing.enter_context(Advisor(Path(folder)))
        committed = transactions(advisor)
        found = in_process(advisor, rounds)
    print(f"{'every commit of the bot':34} {committed.line()}")
    over_the_socket(rounds)

    def ratio(kind: str) -> float:
        return found[kind]["GPU Advisor"].cpu_ms / found[kind]["bare Bolt"].cpu_ms

    def over(kind: str) -> float:
        return found[kind]["GPU Advisor"].cpu_ms - found[kind]["bare Bolt"].cpu_ms

    plain = ratio("an unrelated message")
    default_ms = found["default Bolt"]["default Bolt"].wall_ms
    faster = default_ms / found["/gpu-advice"]["GPU Advisor"].wall_ms
    woken = default_ms / found["default Bolt"][AFTER_PAUSE].wall_ms
    most = default_ms / found["the least"][LEAST_AFTER_PAUSE].wall_ms
    beside = (
        f"{faster:.1f}x, in turn with bare Bolt; right after the pause that default Bolt makes {woken:.1f}x, "
        f"where bare Bolt and the statements alone reach {most:.1f}x"
    )
    store = f"{added.cpu_ms:.2f} ms to the statements of a transaction, {added.share:.0%} of the raw rate"
    times = f"{committed.cpu_ms:.2f} ms, {committed.wall_ms:.1f} ms by the clock"
    return bars(
        [
            (f"an unrelated message at most 1.3x bare ({plain:.2f}x)", plain <= 1.3),
            *(
                (f"{kind} at most 10 ms of CPU over bare ({over(kind):.1f} ms)", over(kind) <= 10)
                for kind in ("a button answer", "a thread reply")
            ),
            (f"a transaction at most 2 ms of CPU ({times})", committed.cpu_ms <= 2),
            (
                f"an empty /gpu-advice at least 10x as fast as default Bolt ({beside})",
                faster >= 10,
            ),
            (f"the store adds at most {STORE_MS} ms of an idle core ({store})", added.cpu_ms <= STORE_MS),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
