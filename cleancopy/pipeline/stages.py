"""The order of the stages, in one tuple, with what each reads and adds. Importing this page checks that they fit.

Names are those of `columns.py`, and of the side tables in `batch.py`. What is said here is held against the code by a
test, which gives each stage the columns it says it reads and no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cleancopy.pipeline.admit import admit
from cleancopy.pipeline.assess import assess
from cleancopy.pipeline.batch import Batch
from cleancopy.pipeline.body.fold import fold
from cleancopy.pipeline.body.join import join
from cleancopy.pipeline.columns import DOCS, GIVEN, LINES, METADATA, edits
from cleancopy.pipeline.compose import READS
from cleancopy.pipeline.decide import decide
from cleancopy.pipeline.decode import decode
from cleancopy.pipeline.language import decide_language, sample_language
from cleancopy.pipeline.metadata import read_metadata
from cleancopy.pipeline.pages import unfold
from cleancopy.pipeline.recipe import Recipe
from cleancopy.pipeline.recognise.comments import recognise_comments
from cleancopy.pipeline.recognise.head.stage import recognise_head
from cleancopy.pipeline.recognise.lexicon import recognise_lexicon
from cleancopy.pipeline.recognise.linemodel import score_lines
from cleancopy.pipeline.recognise.repeats import recognise_repetition
from cleancopy.pipeline.recognise.template import take_templates
from cleancopy.pipeline.repair import repair
from cleancopy.pipeline.tidy import tidy

SIDE_TABLES = ("captures", "votes", "provenance", "warnings", "reasons")

Names = tuple[str, ...]
"""Columns and side tables: `docs.text`, `lines.kept`, `votes`."""


def of(docs: str = "", lines: str = "", tables: str = "") -> Names:
    """Names of columns and side tables, each kind written with blanks between."""
    return (*(f"docs.{name}" for name in docs.split()), *(f"lines.{name}" for name in lines.split()), *tables.split())


@dataclass(frozen=True)
class Stage:
    """A pure function over batches: no files, no clock, no network."""

    run: Callable[[Batch, Recipe], Batch]
    reads: Names
    """What must be there. The row number of a document (`lines.doc`) is always."""
    adds: Names
    """Columns it sets, and side tables to which it may add rows."""

    @property
    def name(self) -> str:
        """The name of its function."""
        return self.run.__name__

    def __call__(self, batch: Batch, recipe: Recipe) -> Batch:
        """The batch with what the stage adds. Without a column that it reads it fails, and gives no other rows."""
        there = of(" ".join(batch.docs.column_names), " ".join(batch.lines.column_names), " ".join(SIDE_TABLES))
        if missing := [name for name in self.reads if name not in there]:
            raise KeyError(f"{self.name} reads {', '.join(missing)}, which the batch lacks")
        return self.run(batch, recipe)


_ROWS = " ".join(("line_no part raw text", *edits("decode")))
_HINTS = "site language_hint language_sample"

STAGES: tuple[Stage, ...] = (
    Stage(
        unfold,
        reads=of("site data format said encoding_hint"),
        adds=of("unfolded stated page_encoding page_encoding_basis"),
    ),
    Stage(
        decode,
        reads=of("site data format unfolded page_encoding page_encoding_basis encoding_hint"),
        adds=(
            *of("encoding encoding_basis encoding_confidence encoding_rival"),
            *of(lines=f"doc {_ROWS}", tables="warnings reasons"),
        ),
    ),
    Stage(
        repair,
        reads=of(lines=_ROWS),
        adds=of(lines=" ".join((_ROWS, *edits("repair"))), tables="warnings reasons"),
    ),
    Stage(
        tidy,
        reads=of("site", "text"),
        adds=of(lines=" ".join(("text repaired", *edits("tidy"))), tables="warnings"),
    ),
    Stage(sample_language, reads=of(lines="text"), adds=of("language_sample")),
    Stage(recognise_lexicon, reads=of("site", "text"), adds=of(tables="votes captures")),
    Stage(recognise_repetition, reads=of(lines="text"), adds=of(tables="votes")),
    Stage(score_lines, reads=of(lines="text repaired", tables="votes"), adds=of(lines="score looks")),
    Stage(recognise_comments, reads=of(lines="text score", tables="votes"), adds=of(tables="votes")),
    Stage(recognise_head, reads=of("site", "text score", "votes"), adds=of(tables="votes captures warnings")),
    Stage(
        decide,
        reads=of("site", "text repaired score looks", "votes captures"),
        adds=of(lines="role kept rule evidence confidence", tables="warnings"),
    ),
    Stage(
        take_templates,
        reads=of("site", "raw role kept rule evidence confidence"),
        adds=of(lines="role kept rule evidence confidence"),
    ),
    Stage(
        join,
        reads=of(_HINTS, "text repaired role kept"),
        adds=of(lines=" ".join(("text paragraph glue", *edits("join")))),
    ),
    Stage(fold, reads=of(lines="text kept glue"), adds=of("text body_sha256")),
    Stage(decide_language, reads=of("site language_hint text"), adds=of("language language_confidence")),
    Stage(
        read_metadata,
        reads=of(f"{_HINTS} fetched_at stated", "line_no", "captures"),
        adds=of(f"{' '.join(METADATA)} fetched_at", tables="provenance warnings"),
    ),
    Stage(admit, reads=of("text title language_confidence", tables="reasons"), adds=of(tables="reasons")),
    Stage(
        assess,
        reads=of("text title language reading_minutes_stated", "text repaired role kept paragraph glue", "reasons"),
        adds=of("signals fingerprints", tables="warnings"),
    ),
)


def check(stages: tuple[Stage, ...], last: Names) -> None:
    """Raises TypeError where a stage (or `last`, what is made of them all) reads what no stage before it added.

    Also where one adds what `columns.py` does not declare.
    """
    known = {*of(" ".join(DOCS), " ".join(LINES)), *SIDE_TABLES}
    there = {*of(" ".join(GIVEN)), *SIDE_TABLES}
    for stage in stages:
        if missing := [name for name in stage.reads if name not in there]:
            raise TypeError(f"{stage.name} reads {', '.join(missing)}, which no stage before it adds")
        if unknown := [name for name in stage.adds if name not in known]:
            raise TypeError(f"{stage.name} adds {', '.join(unknown)}, declared neither in columns.py nor in batch.py")
        there.update(stage.adds)
    if missing := [name for name in last if name not in there]:
        raise TypeError(f"compose reads {', '.join(missing)}, which no stage adds")


check(STAGES, READS)
