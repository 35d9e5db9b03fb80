"""The lines of a chat beside channels and threads: Home, shortcuts, private answers, files."""

import re

from bot.sandbox import Posted
from tests.sandbox import Sandbox
from tests.transcripts.checks import ChatError, has, same

SURFACE = re.compile(
    r"(?P<who>alice|bob|chen) (?:(?P<act>opens|taps in Home|runs (?P<shortcut>.+) on)"
    r"|(?P<seen>sees in Home|does not see in Home|is shown|is not shown|has a file with|has no file))"
    r"(?:: (?P<words>.+))?"
)
_SHORTCUTS = {"Advise on This Message": "advise_on_message", "Get GPU Advice": "advise"}


def acts(line: re.Match[str]) -> bool:
    """Tell whether the line is something a person does, and no check."""
    return line["act"] is not None


def play_surface(sandbox: Sandbox, line: re.Match[str], messages: list[Posted]) -> None:
    """Do or check what one line says; raises ChatError where it does not hold."""
    who, words = line["who"], line["words"] or ""
    match line["act"] or line["seen"]:
        case "opens":
            sandbox.open_home(who, words.lower())
        case "taps in Home":
            sandbox.act_in_view(who, words, home=True)
        case "sees in Home":
            has(words, _home(sandbox, who))
        case "does not see in Home":
            same(-1, _home(sandbox, who).find(words))
        case "is shown":
            has(words, _private(sandbox, who, messages))
        case "is not shown":
            same(-1, _private(sandbox, who, messages).find(words))
        case "has a file with":
            has(words, _file(sandbox, who))
        case "has no file":
            same([], _files(sandbox, who))
        case _:
            _run(sandbox, who, line["shortcut"], words, messages)


def _run(sandbox: Sandbox, who: str, name: str, words: str, messages: list[Posted]) -> None:
    if words == "nothing":
        sandbox.shortcut(who, _SHORTCUTS[name])
        return
    found = next(one for one in reversed(messages) if words in one.text and one.visible_to is None)
    sandbox.shortcut(who, _SHORTCUTS[name], found.channel, found.ts)


def _home(sandbox: Sandbox, who: str) -> str:
    home = sandbox.workspace.homes.get(sandbox.user(who).id)
    if home is None:
        raise ChatError("nothing was published to Home")
    return str(home["blocks"])


def _private(sandbox: Sandbox, who: str, messages: list[Posted]) -> str:
    """Return the private message that was shown or changed last."""
    seen = [one for one in messages if one.visible_to == sandbox.user(who).id]
    latest = max(seen, key=lambda one: one.edited["ts"] if one.edited else one.ts, default=None)
    return "" if latest is None else f"{latest.text}\n{latest.blocks}"


def _files(sandbox: Sandbox, who: str) -> list[str]:
    return [file["id"] for one in sandbox.channel("dm", who).messages for file in one.files]


def _file(sandbox: Sandbox, who: str) -> str:
    files = _files(sandbox, who)
    content = sandbox.api.contents.get(files[-1]) if files else None
    if content is None:
        raise ChatError("no file came")
    return content.decode()
