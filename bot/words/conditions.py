"""What has to hold besides the size, as people say it; what is said this way is read as the same again."""

from collections.abc import Mapping

from core.conditions import AtMost, Condition, Growth, Named, Without

_NAMED: Mapping[Named, str] = {
    "eu": "data stays in the EU",
    "uk": "data stays in the UK",
    "us": "data stays in the US",
    "country": "data stays in one country",
    "premises": "on your own premises",
    "audited": "a certified host",
    "aws": "on AWS",
    "azure": "on Azure",
    "gcp": "on Google Cloud",
    "redundant": "no single server may stop it",
    "office_hours": "only in office hours",
    "bought": "buying considered",
}
_COUNTED = {"gpu": "GPU", "server": "server"}


def condition_words(condition: Condition) -> str:
    """Return one condition: "at most 2 GPUs", "10 times the load in a year"."""
    match condition:
        case AtMost(count=count, of=of):
            return f"at most {count} {_COUNTED[of]}{'s' if count > 1 else ''}"
        case Without(gpu=gpu):
            return f"no {gpu}"
        case Growth(factor=factor, when=when):
            return f"{factor:g} times the load{f' {when}' if when else ''}"
        case _:
            return _NAMED[condition]
