"""The whole way from a message to what was heard in it."""

from core.catalog.catalogue import Catalogue
from core.reading.heard import Heard
from core.workload import Slot


def read(text: str, asked: Slot | None = None, catalogue: Catalogue | None = None) -> Heard:
    """Return what `text` says, as a reply to the question about `asked` when one is open. Never raises.

    With a deployment's `catalogue`, models that only it has are known by their names too.
    """
    if not text.strip():
        return Heard()
    from core.reading.hear import hear  # noqa: PLC0415 - hundreds of rules, loaded with the first words said

    return hear(text, asked, catalogue)
