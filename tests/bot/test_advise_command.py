"""Advice in the terminal, without Slack: `gpu-advisor advise`."""

from click.testing import CliRunner

from bot.__main__ import main


def test_advise_recommends_in_the_terminal() -> None:
    """`advise` prints the recommendation with its reasons, without Slack and without its markup."""
    done = CliRunner().invoke(main, ["advise", "Llama 3 8B, AWQ 4-bit, chat for 20 at once, 4k context"])
    assert done.exit_code == 0
    assert done.output.startswith("1x RTX 4090 VPS (24 GB) · inference-first\nUSD 280 to 500 a month")
    assert "Next step" in done.output
    for markup in ("<!date", "&amp;", "*1x"):
        assert markup not in done.output


def test_advise_tells_all_of_it_where_that_is_asked_for() -> None:
    """What would change the advice, and how it is worked out, stand behind `--full`, which is offered."""
    asked = ["advise", "Llama 3 8B, AWQ 4-bit, chat for 20 at once, 4k context"]
    short, full = (CliRunner().invoke(main, [*asked, *more]).output for more in ((), ("--full",)))
    assert short.rstrip().endswith("what to measure.")
    assert "--full adds" in short
    assert "Next step: what to measure" in full
    assert "--full" not in full
