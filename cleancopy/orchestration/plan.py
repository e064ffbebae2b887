"""What a run will do: which inputs are new, changed, gone or unchanged, by path and content hash, never by time."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import islice

from cleancopy.ingest import Discovery, Input, Inputs, Source, hash_of, source_of
from cleancopy.ingest.formats import DOCUMENTS
from cleancopy.orchestration.documents import sources_of
from cleancopy.orchestration.ledger import Entry
from cleancopy.orchestration.report import NAMED_AT_MOST, Report
from cleancopy.orchestration.unpack import count_unchanged, recipe_of
from cleancopy.pipeline.recipe import Recipe
from cleancopy.schemas.names import LIVE_OUTCOMES
from cleancopy.settings.settings import Settings

UNLIMITED = 1 << 62
"""Documents of a run that has no limit."""


@dataclass(frozen=True)
class Plan:
    """What a run will do, before it does it."""

    todo: Inputs
    """Inputs to clean: new, changed, or asked for again."""
    changed: frozenset[str]
    """Paths in `todo` that the ledger knows: their rows are replaced."""
    deleted: tuple[str, ...]
    """Paths that are gone, when the settings say that their rows go too."""
    skipped: Mapping[str, str]
    """Paths that are no inputs (links, sockets, ...), with the reason; only those the ledger does not say already."""
    vanished: tuple[str, ...] = ()
    """Known inputs that are gone."""
    known: int = 0
    """Inputs that the ledger knew."""
    containers: tuple[Input, ...] = ()
    """Containers to open: new, changed, read in another way, or asked for again."""

    @property
    def is_empty(self) -> bool:
        """Nothing new: no commit."""
        return not (self.todo or self.deleted or self.skipped or self.containers)


def make_plan(
    found: Discovery,
    ledger: Mapping[str, Entry],
    settings: Settings,
    recipe: Recipe,
    redo: Callable[[str | None], bool],
    named_at_most: int = NAMED_AT_MOST,
) -> tuple[Plan, Report]:
    """Holds what stands in the raw folder against the ledger; the report counts what there is and what will be left.

    `redo`: is a site's unchanged input asked for? `named_at_most`: files of each kind that the report names.
    """
    sources = sources_of(settings)
    report = Report(skipped=len(found.skipped), skipped_by_kind=found.kinds, named_at_most=named_at_most)
    files, boxes = found.inputs.parted(DOCUMENTS)
    limit = settings.limits.max_documents or UNLIMITED
    todo, changed = _sort(files, ledger, recipe, redo, report, limit)
    report.left_for_next_run = max(0, len(todo) - limit)
    present = {i.source_path for i in found.inputs} | {s.source_path for s in found.skipped} if ledger else set()
    gone = [
        path
        for path, entry in ledger.items()
        if path not in present and _may_vanish(path, entry, present, sources) and not found.is_unseen(path)
    ]
    plan = Plan(
        todo=files.only(array("q", (files.rows[at] for at in todo[:limit]))),
        containers=_to_open(boxes, ledger, sources, recipe, redo, report),
        changed=frozenset(changed),
        deleted=tuple(gone) if settings.on_vanish == "delete" else (),
        skipped={
            s.source_path: s.why
            for s in found.skipped
            if (entry := ledger.get(s.source_path)) is None or entry.outcome not in ("skipped", "forgotten")
        },
        vanished=tuple(path for path in gone if ledger[path].outcome in LIVE_OUTCOMES),
        known=sum(entry.outcome in LIVE_OUTCOMES for entry in ledger.values()),
    )
    report.documents_to_clean, report.documents_deleted = len(plan.todo), len(plan.deleted)
    report.documents_again = len(plan.changed)
    for kind, count in (("new", len(plan.todo) - len(plan.changed)), ("changed", len(plan.changed))):
        paths = (i.source_path for i in plan.todo if (i.source_path in plan.changed) == (kind == "changed"))
        report.name(kind, islice(paths, count))  # none is looked at after the last of its kind
    report.name("deleted", plan.deleted)
    return plan, report


def _sort(
    inputs: Inputs,
    ledger: Mapping[str, Entry],
    recipe: Recipe,
    redo: Callable[[str | None], bool],
    report: Report,
    limit: int,
) -> tuple[Sequence[int], set[str]]:
    """The places of the inputs to clean, and the paths among the first `limit` of them that the ledger knows.

    The other inputs are counted. What waits for the next run keeps the rows it has, so it is not among the paths.
    """
    if not ledger:
        return range(len(inputs)), set()
    taken_down = {path: entry.sha256 for path, entry in ledger.items() if entry.outcome == "forgotten"}
    hashes_down = {sha256 for sha256 in taken_down.values() if sha256}
    digest = cache(recipe.digest)
    todo = array("q")
    changed: set[str] = set()
    for at, i in enumerate(inputs):
        entry = ledger.get(i.source_path)
        if i.source_path in taken_down or (hashes_down and hash_of(i).sha256 in hashes_down):
            report.forgotten += 1
        elif entry is None or entry.outcome not in LIVE_OUTCOMES:
            todo.append(at)
        elif _same(i, entry) and not redo(entry.site):
            count_unchanged(report, entry, digest)
        else:
            todo.append(at)
            if len(todo) <= limit:
                changed.add(i.source_path)
    return todo, changed


def _may_vanish(path: str, entry: Entry, present: Set[str], sources: Sequence[Source]) -> bool:
    """Whether a path that is not there is gone; of a container that is gone, and of its records, settings may say so.

    A feed that is replaced every day must not unpublish yesterday, so containers keep what they gave.
    """
    container, mark, _ = path.partition("#")
    if not mark and entry.outcome != "container":
        return entry.outcome in (*LIVE_OUTCOMES, "skipped")
    return container not in present and source_of(container, sources).on_vanish == "delete"


def _to_open(
    containers: Iterable[Input],
    ledger: Mapping[str, Entry],
    sources: Sequence[Source],
    recipe: Recipe,
    redo: Callable[[str | None], bool],
    report: Report,
) -> tuple[Input, ...]:
    """The containers whose bytes or way of reading are new; the records of the others are counted and stay."""
    there = list(containers)
    closed, opened = set[str](), list[Input]()
    sites: dict[str, set[str | None]] = {one.source_path: {one.site} for one in there}
    for path, entry in ledger.items() if there else ():
        if (name := path.partition("#")[0]) != path and name in sites:
            sites[name].add(entry.site)
    for one in there:
        known = ledger.get(one.source_path)
        if known is None or any(map(redo, sites[one.source_path])) or not _is_as_it_was(one, known, sources):
            opened.append(one)
        else:
            closed.add(one.source_path)
    report.containers_opened, report.containers_unchanged = len(opened), len(closed)
    digest = cache(recipe.digest)
    for path, entry in ledger.items() if closed else ():
        if "#" in path and path.partition("#")[0] in closed and entry.outcome in LIVE_OUTCOMES:
            count_unchanged(report, entry, digest)
    return tuple(opened)


def _is_as_it_was(container: Input, entry: Entry, sources: Sequence[Source]) -> bool:
    """Whether a container would give the records that it gave; one that was not read to its end has no hash."""
    return (
        entry.outcome == "container"
        and entry.sha256 is not None
        and entry.recipe == recipe_of(source_of(container.source_path, sources))
        and entry.sha256 == hash_of(container).sha256
    )


def _same(i: Input, entry: Entry) -> bool:
    now = hash_of(i)
    return (now.sha256, now.sidecar_sha256) == (entry.sha256, entry.sidecar_sha256)


def shards(inputs: Inputs, most_documents: int, most_bytes: int, workers: int = 1) -> Iterator[Inputs]:
    """The inputs in order, cut so that no shard holds more than so many documents or (unless it is one) bytes.

    Within these bounds the shards are even, and where there are several they are a multiple of the workers, so that
    all end at about the same time.
    """
    sizes = inputs.sizes
    total = sum(sizes)
    count = max(-(-len(sizes) // most_documents), -(-total // most_bytes), 1)
    if count > 1:
        count = -(-count // workers) * workers
    start, held, due = 0, 0, 0
    for at, size in enumerate(sizes):
        full = at - start >= most_documents or held + size > most_bytes
        if at > start and (full or due * count >= total):
            yield inputs[start:at]
            start, held, due = at, 0, (0 if full else due - total // count)
        held += size
        due += size
    if start < len(sizes):
        yield inputs[start:]
