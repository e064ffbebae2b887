"""Taking documents down: the tables that relate documents to each other, as they are without them."""

from __future__ import annotations

from collections.abc import Sequence

from cleancopy.orchestration.record import row_of
from cleancopy.orchestration.relating import copies_of
from cleancopy.orchestration.templates import templates_of
from cleancopy.settings.settings import Settings
from cleancopy.store import Store, Version


def take_down(store: Store, names: Sequence[str], settings: Settings) -> Version:
    """Forgets documents (source paths or doc_ids) in one commit; the caller holds the lock.

    Raises `Unknown` for a name that is not in the ledger, and then nothing has happened.
    """
    gone = store.ids_of(names)
    whole = {"copies": copies_of(store, (), gone), "templates": templates_of(store, settings, (), gone)}
    rows = {"runs": row_of(store, "forget", {"forgotten": len(names)}, settings)}
    return store.forget(names, {"kind": "forget"}, rows, whole)
