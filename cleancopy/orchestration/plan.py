"""What a run will do: which inputs are new, changed, gone or unchanged, by path and content hash, never by time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice

import numpy as np

from cleancopy.ingest import Discovery, Input, Inputs, Source, hash_of, source_of
from cleancopy.ingest.formats import DOCUMENTS
from cleancopy.orchestration.compare import Comparison
from cleancopy.orchestration.documents import sources_of
from cleancopy.orchestration.ledger import Entry, Ledger
from cleancopy.orchestration.report import Report
from cleancopy.orchestration.seen import Seen, contents
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
    ledger: Ledger,
    seen: Seen,
    settings: Settings,
    recipe: Recipe,
    redo: Callable[[str | None], bool],
    named_at_most: int,
) -> tuple[Plan, Report]:
    """Holds what stands in the raw folder against the ledger; the report counts what there is and what will be left.

    `redo`: is a site's unchanged input asked for? `named_at_most`: files of each kind that the report names.
    """
    sources = sources_of(settings)
    report = Report(skipped=len(found.skipped), skipped_by_kind=found.kinds, named_at_most=named_at_most)
    files, boxes = found.inputs.parted(DOCUMENTS)
    skipped = [(one.source_path, one.why) for one in found.skipped]
    others = sorted([*(box.source_path for box in boxes), *(path for path, _ in skipped)])
    compared = Comparison(files, others, ledger, seen, redo, report).go()
    limit = settings.limits.max_documents or UNLIMITED
    todo = compared.todo[:limit]
    report.left_for_next_run = len(compared.todo) - len(todo)
    gone = [
        (path, outcome)
        for path, outcome in compared.missing
        if _may_vanish(path, outcome, sources) and not found.is_unseen(path)
    ]
    containers, closed = _to_open(boxes, ledger, seen, compared, sources, redo)
    _count_unchanged(report, compared, closed, recipe)
    plan = Plan(
        todo=files.only(np.array(todo, np.int64)),
        containers=containers,
        changed=frozenset(files[at].source_path for at in todo if at in compared.known),
        deleted=tuple(path for path, _ in gone) if settings.on_vanish == "delete" else (),
        skipped={path: why for path, why in skipped if compared.said.get(path) not in ("skipped", "forgotten")},
        vanished=tuple(path for path, outcome in gone if outcome in LIVE_OUTCOMES),
        known=ledger.live,
    )
    _count_planned(report, plan)
    return plan, report


def _count_planned(report: Report, plan: Plan) -> None:
    """Counts and names the files that the run takes up or deletes."""
    report.documents_to_clean, report.documents_deleted = len(plan.todo), len(plan.deleted)
    report.documents_again, report.containers_opened = len(plan.changed), len(plan.containers)
    for kind, count in (("new", len(plan.todo) - len(plan.changed)), ("changed", len(plan.changed))):
        paths = (i.source_path for i in plan.todo if (i.source_path in plan.changed) == (kind == "changed"))
        report.name(kind, islice(paths, count))  # none is looked at after the last of its kind
    report.name("deleted", plan.deleted)


def _count_unchanged(report: Report, compared: Comparison, closed: Set[str], recipe: Recipe) -> None:
    """Counts what stays as it is: files, and the records of containers that stay closed."""
    report.containers_unchanged = len(closed)
    made = Counter(compared.unchanged)
    for (owner, site, own, outcome), count in compared.records.items():
        if owner in closed and outcome in LIVE_OUTCOMES:
            made[site, own] += count
    for (site, own), count in made.items():
        count_unchanged(report, site, own, recipe.digest, count)


def _may_vanish(path: str, outcome: str, sources: Sequence[Source]) -> bool:
    """Whether a path that is not there is gone; of a container that is gone, and of its records, settings may say so.

    A feed that is replaced every day must not unpublish yesterday, so containers keep what they gave.
    """
    container, mark, _ = path.partition("#")
    if not mark and outcome != "container":
        return outcome in (*LIVE_OUTCOMES, "skipped")
    return source_of(container, sources).on_vanish == "delete"


def _to_open(
    boxes: Inputs,
    ledger: Ledger,
    seen: Seen,
    compared: Comparison,
    sources: Sequence[Source],
    redo: Callable[[str | None], bool],
) -> tuple[tuple[Input, ...], Set[str]]:
    """The containers whose bytes or way of reading are new, and the paths of the others, whose records stay."""
    down = ledger.forgotten[0]
    compared.report.forgotten += sum(box.source_path in down for box in boxes)
    boxes = boxes.only([at for at, box in enumerate(boxes) if box.source_path not in down])
    known = ledger.entries(box.source_path for box in boxes)
    sites: dict[str, set[str | None]] = {box.source_path: {box.site} for box in boxes}
    for owner, site, *_ in compared.records:
        sites.setdefault(owner, set()).add(site)
    said = [known.get(box.source_path) for box in boxes]
    hashes = contents((one.sha256, None) if one else (None, None) for one in said)
    read = seen.has(boxes.stamps, hashes)
    closed = np.array(
        [
            entry is not None
            and not any(map(redo, sites[box.source_path]))
            and _is_as_it_was(box, entry, sources, is_seen=bool(is_seen))
            for box, entry, is_seen in zip(boxes, said, read, strict=True)
        ],
        np.bool_,
    )
    seen.learn(boxes.only(np.flatnonzero(closed & ~read)), hashes[closed & ~read])
    opened = tuple(box for box, is_closed in zip(boxes, closed, strict=True) if not is_closed)
    return opened, {box.source_path for box, is_closed in zip(boxes, closed, strict=True) if is_closed}


def _is_as_it_was(container: Input, entry: Entry, sources: Sequence[Source], *, is_seen: bool) -> bool:
    """Whether a container would give the records that it gave; one that was not read to its end has no hash."""
    return (
        entry.outcome == "container"
        and entry.sha256 is not None
        and entry.recipe == recipe_of(source_of(container.source_path, sources))
        and (is_seen or entry.sha256 == hash_of(container).sha256)
    )


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
