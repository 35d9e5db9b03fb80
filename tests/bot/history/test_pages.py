"""Paging back and forth by buttons, as a person does it."""

from bot.store.protocol import Change
from tests.advisor import Advisor
from tests.bot.history.conftest import TEAM, ask, click, whispers
from tests.bot.store.making import event, record


def filled(advisor: Advisor, many: int, **more: str) -> None:
    """Keep records of #general."""
    for number in range(many):
        kept = record(f"r{number:03}", team=TEAM, channel="C01GENERAL", created_at=number, **more)
        advisor.store.commit(Change(event(f"{number}", team=TEAM), 1, record=kept))


def shown(advisor: Advisor) -> list[str]:
    """Return the ids on the page that Bob sees."""
    page = advisor.sandbox.channel("#general").messages[-1]
    return [block["accessory"]["value"] for block in page.blocks if "accessory" in block]


def labels(advisor: Advisor) -> list[str]:
    """Return the labels of the buttons under the page."""
    blocks = advisor.sandbox.channel("#general").messages[-1].blocks
    rows = [block for block in blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row["elements"]]


def test_a_page_turns_in_place_and_back(advisor: Advisor) -> None:
    """Older and Newer replace the private message; the ends have one button, the middle both."""
    filled(advisor, 20)
    ask(advisor, "bob", "#general", "/gpu-history")
    assert (shown(advisor)[0], shown(advisor)[-1], labels(advisor)) == ("r019", "r012", ["Older"])
    click(advisor, "bob", "#general", "Older")
    assert (shown(advisor)[0], shown(advisor)[-1], labels(advisor)) == ("r011", "r004", ["Newer", "Older"])
    click(advisor, "bob", "#general", "Older")
    assert (shown(advisor), labels(advisor)) == (["r003", "r002", "r001", "r000"], ["Newer"])
    click(advisor, "bob", "#general", "Newer")
    click(advisor, "bob", "#general", "Newer")
    assert (shown(advisor)[0], labels(advisor)) == ("r019", ["Older"])
    assert len(whispers(advisor, "#general", "bob")) == 1


def test_a_search_stays_a_search_on_every_page(advisor: Advisor) -> None:
    """The words searched for go along with the buttons."""
    filled(advisor, 10, words="llama|3 <!channel>")
    filled_else = record("zzzz", team=TEAM, channel="C01GENERAL", created_at=99, words="mixtral")
    advisor.store.commit(Change(event("z", team=TEAM), 1, record=filled_else))
    ask(advisor, "bob", "#general", "/gpu-history search llama|3")
    click(advisor, "bob", "#general", "Older")
    assert shown(advisor) == ["r001", "r000"]
    assert "Recommendations with" in whispers(advisor, "#general", "bob")[-1]


def test_a_page_whose_records_are_gone_shows_the_first(advisor: Advisor) -> None:
    """Where everything older was deleted meanwhile, the newest page comes instead of an empty one."""
    filled(advisor, 9)
    ask(advisor, "bob", "#general", "/gpu-history")
    advisor.store.commit(Change(event("gone", team=TEAM), 1, forget="r000"))
    click(advisor, "bob", "#general", "Older")
    assert shown(advisor)[0] == "r008"


def test_mine_pages_over_all_channels(advisor: Advisor) -> None:
    """One's own records come from everywhere, page after page."""
    for number in range(10):
        kept = record(f"r{number:03}", team=TEAM, channel=f"C9{number}", asker="U02BOB", created_at=number)
        advisor.store.commit(Change(event(f"{number}", team=TEAM), 1, record=kept))
    ask(advisor, "bob", "#general", "/gpu-history mine")
    click(advisor, "bob", "#general", "Older")
    assert shown(advisor) == ["r001", "r000"]
