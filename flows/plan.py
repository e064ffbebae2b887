"""What a run will do: which inputs are new, changed, gone or unchanged, by path and content hash, never by time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flows.clean.recipe import Recipe
from flows.ingest import Discovery, Input, hash_of
from flows.ledger import LIVE, Entry
from flows.settings import Settings


@dataclass(frozen=True)
class Plan:
    """What a run will do, before it does it."""

    todo: tuple[Input, ...]
    """Inputs to clean: new, changed, or asked for again."""
    changed: frozenset[str]
    """Paths in `todo` that the ledger knows: their rows are replaced."""
    deleted: tuple[str, ...]
    """Paths that are gone, when the settings say that their rows go too."""
    skipped: Mapping[str, str]
    """Paths that are no inputs (links, sockets, ...), with the reason; only those the ledger does not say already."""
    vanished: int = 0
    known: int = 0
    unchanged: int = 0
    passed_over: int = 0
    """Skipped paths in all, said before or not."""
    forgotten: int = 0
    """Inputs kept out by a takedown."""
    left: int = 0
    """Inputs beyond `limits.max_documents`, left for the next run."""
    stale: int = 0
    """Unchanged documents whose rows were made with other rules or settings."""

    @property
    def is_empty(self) -> bool:
        """Nothing new: no commit."""
        return not (self.todo or self.deleted or self.skipped)


@dataclass
class _Sorted:
    """Inputs as they are sorted into piles."""

    todo: list[Input] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    unchanged: int = 0
    forgotten: int = 0
    stale: int = 0


def make_plan(
    found: Discovery,
    ledger: Mapping[str, Entry],
    settings: Settings,
    recipe: Recipe,
    redo: Callable[[str | None], bool],
) -> Plan:
    """Holds what stands in the raw folder against the ledger. `redo`: is a site's unchanged input asked for?"""
    piles = _sort(found.inputs, ledger, recipe, redo)
    limit = settings.limits.max_documents
    todo = piles.todo[:limit] if limit else piles.todo
    present = {i.source_path for i in found.inputs} | {s.source_path for s in found.skipped}
    gone = [
        path
        for path, entry in ledger.items()
        if path not in present and entry.outcome in LIVE | {"skipped"} and not found.is_unseen(path)
    ]
    return Plan(
        todo=tuple(todo),
        changed=frozenset(piles.changed),
        deleted=tuple(gone) if settings.on_vanish == "delete" else (),
        skipped={
            s.source_path: s.code
            for s in found.skipped
            if (entry := ledger.get(s.source_path)) is None or entry.outcome not in ("skipped", "forgotten")
        },
        vanished=sum(ledger[path].outcome in LIVE for path in gone),
        known=sum(entry.outcome in LIVE for entry in ledger.values()),
        unchanged=piles.unchanged,
        passed_over=len(found.skipped),
        forgotten=piles.forgotten,
        left=len(piles.todo) - len(todo),
        stale=piles.stale,
    )


def _sort(
    inputs: Sequence[Input], ledger: Mapping[str, Entry], recipe: Recipe, redo: Callable[[str | None], bool]
) -> _Sorted:
    taken_down = {path: entry.sha256 for path, entry in ledger.items() if entry.outcome == "forgotten"}
    hashes_down = {sha256 for sha256 in taken_down.values() if sha256}
    digests: dict[str | None, str] = {}
    piles = _Sorted()
    for i in inputs:
        entry = ledger.get(i.source_path)
        if i.source_path in taken_down or (hashes_down and hash_of(i).sha256 in hashes_down):
            piles.forgotten += 1
        elif entry is None or entry.outcome not in LIVE:
            piles.todo.append(i)
        elif _same(i, entry) and not redo(entry.site):
            piles.unchanged += 1
            if entry.site not in digests:
                digests[entry.site] = recipe.digest(entry.site)
            piles.stale += entry.recipe != digests[entry.site]
        else:
            piles.todo.append(i)
            piles.changed.add(i.source_path)
    return piles


def _same(i: Input, entry: Entry) -> bool:
    now = hash_of(i)
    return (now.sha256, now.sidecar_sha256) == (entry.sha256, entry.sidecar_sha256)


def shards(inputs: Sequence[Input], most_documents: int, most_bytes: int) -> Iterator[Sequence[Input]]:
    """The inputs in order, cut so that no shard holds more than so many documents or (unless it is one) bytes."""
    start, size = 0, 0
    for at, i in enumerate(inputs):
        if at > start and (at - start >= most_documents or size + i.size > most_bytes):
            yield inputs[start:at]
            start, size = at, 0
        size += i.size
    if start < len(inputs):
        yield inputs[start:]
