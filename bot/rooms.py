"""The rooms behind the line to Slack: all that decides, and all that draws."""

from collections.abc import Callable

from bot.desk import Desk
from bot.handling import Conversation
from bot.open_interviews import MostOpen
from bot.reception import Reception
from bot.settings import Settings
from bot.store.protocol import Store
from bot.timers import Timers
from core.catalog.catalogue import Catalogue


class Rooms:
    """The conversation, the timers, and who takes deliveries to them."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        catalogue: Catalogue,
        *,
        clock: Callable[[], int],
        ids: Callable[[], str],
        wake: Callable[[], None],
    ) -> None:
        """Furnish the rooms; `wake` is told of what is owed."""
        limits = MostOpen(settings.gpu_advisor_open_per_person, settings.gpu_advisor_open_per_channel)
        desk = Desk(store=store, catalogue=catalogue, clock=clock, new_id=ids, limits=limits)
        self.conversation = Conversation(desk, wake)
        self.timers = Timers(desk, wake)
        self.reception = Reception(self.conversation)
