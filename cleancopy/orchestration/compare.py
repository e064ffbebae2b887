"""The files that there are, held against the ledger, one range of paths after the other: what is new, changed, gone."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.ingest import Input, Inputs, hash_of
from cleancopy.ingest.inputs import by_path
from cleancopy.orchestration.ledger import Ledger
from cleancopy.orchestration.report import Report
from cleancopy.orchestration.seen import Seen, contents, contents_of
from cleancopy.pipeline.scan.columns import Bools, Ints, flags
from cleancopy.schemas.names import LIVE_OUTCOMES

COLUMNS = ["source_path", "source_sha256", "sidecar_sha256", "outcome", "site", "recipe"]
Made = tuple[str | None, str | None]
"""Site and recipe of some documents."""


@dataclass
class Comparison:
    """What came of it. Memory: one range of the ledger, and eight bytes for each file that is to be cleaned."""

    files: Inputs
    others: Sequence[str]
    """Source paths of all else that is there (containers, what is passed over), ascending."""
    ledger: Ledger
    seen: Seen
    redo: Callable[[str | None], bool]
    report: Report
    todo: array[int] = field(default_factory=lambda: array("q"))
    """Places of the files that are new, changed, or asked for again."""
    known: set[int] = field(default_factory=set)
    """Places of those among them that are published already."""
    unchanged: Counter[Made] = field(default_factory=Counter)
    missing: list[tuple[str, str]] = field(default_factory=list)
    """Path and outcome of what the ledger knows and is not there; of records only when their container is not."""
    said: dict[str, str] = field(default_factory=dict)
    """What the ledger says of those of `others` that it knows."""
    records: Counter[tuple[str, str | None, str | None, str]] = field(default_factory=Counter)
    """Records by container, site, recipe and outcome."""

    def go(self) -> Comparison:
        """Goes through all ranges."""
        start, other = 0, 0
        for part in self.ledger.parts(COLUMNS):
            last = part["source_path"][-1].as_py()
            end = bisect_right(self.files, last, start, key=by_path)
            to = bisect_right(self.others, last, other)
            self._look(part, start, end, pa.array(self.others[other:to], pa.string()))
            start, other = end, to
        self._take_up(np.arange(start, len(self.files)))
        self.todo = array("q", sorted(self.todo))
        return self

    def _look(self, part: pa.Table, start: int, end: int, others: pa.Array) -> None:
        """One range: rows of the ledger, the files from `start` to `end`, and what else is there."""
        files = self.files[start:end]
        at = _places(files.source_paths, part)
        self._look_for_missing(part, at, others)
        alive = flags(pc.is_in(part["outcome"], pa.array(LIVE_OUTCOMES)))[at] & (at >= 0)
        said = contents_of(part["source_sha256"], part["sidecar_sha256"])[at]
        same = alive & flags(pc.is_valid(part["source_sha256"]))[at]
        same &= self.seen.has(files.stamps, said)
        asked = self._asked(part)[at]
        self._leave(part, at[same & ~asked])
        self._take_up(start + np.flatnonzero(~alive))
        again = start + np.flatnonzero(same & asked)
        self.todo.extend(again.tolist())
        self.known.update(again.tolist())
        doubt = np.flatnonzero(alive & ~same)
        self._read(part.take(pa.array(at[doubt])), start + doubt, asked[doubt])

    def _read(self, rows: pa.Table, places: Ints, asked: Bools) -> None:
        """Files that the ledger knows, with its rows: whether they are as they were, only their bytes can say."""
        before, outcomes = rows["source_sha256"].to_pylist(), rows["outcome"].to_pylist()
        then = zip(before, rows["sidecar_sha256"].to_pylist(), strict=True)
        now = [_hashes(one) for one in self.files.only(places)]
        same = np.array([one == other for one, other in zip(now, then, strict=True)], np.bool_)
        settled = np.flatnonzero(same & np.array([one[0] is not None for one in now], np.bool_))
        self.seen.learn(self.files.only(places[settled]), contents(now[at] for at in settled))
        self._leave(rows, np.flatnonzero(same & ~asked))
        for at in np.flatnonzero(~same | asked):
            spared = now[at][0] == before[at] and outcomes[at] == "curated"  # a copy that a takedown left an article
            if now[at][0] in self.ledger.forgotten[1] and not spared:
                self.report.forgotten += 1  # it has the bytes of what was taken down: what it had before stays
            else:
                self.todo.append(int(places[at]))
                self.known.add(int(places[at]))

    def _take_up(self, places: Ints) -> None:
        """Files that are not published: to be cleaned, unless they were taken down."""
        paths, hashes = self.ledger.forgotten
        if not paths:
            self.todo.extend(places.tolist())
            return
        for place in places.tolist():
            one = self.files[place]
            if one.source_path in paths or (hashes and _hashes(one)[0] in hashes):
                self.report.forgotten += 1
            else:
                self.todo.append(place)

    def _leave(self, part: pa.Table, rows: Ints) -> None:
        """Documents that stay as they are, by how they were made."""
        made = part.select(["site", "recipe"]).take(pa.array(rows)).group_by(["site", "recipe"])
        for row in made.aggregate([([], "count_all")]).to_pylist():
            self.unchanged[row["site"], row["recipe"]] += row["count_all"]

    def _asked(self, part: pa.Table) -> Bools:
        """For each row whether its site is to be cleaned again; not what holds forgotten bytes and is no article."""
        sites = part["site"].combine_chunks().unique()
        wanted = pa.array([self.redo(site) for site in sites.to_pylist()], pa.bool_())
        asked = flags(wanted.take(pc.index_in(part["site"], sites).combine_chunks()))
        if hashes := self.ledger.forgotten[1]:
            barred = flags(pc.is_in(part["source_sha256"], pa.array(sorted(hashes))))
            asked = asked & ~(barred & flags(pc.not_equal(part["outcome"], "curated")))
        return asked

    def _look_for_missing(self, part: pa.Table, at: Ints, others: pa.Array) -> None:
        """What the ledger knows and is no file of ours now; and its records, by their containers."""
        outcomes = part["outcome"].to_pylist() if len(others) else []
        there = _places(others, part)
        self.said |= {others[n].as_py(): outcomes[row] for n, row in enumerate(there.tolist()) if row >= 0}
        gone = np.ones(part.num_rows, np.bool_)
        gone[at[at >= 0]] = gone[there[there >= 0]] = False
        record = flags(pc.match_substring(part["source_path"], "#"))
        if record.any():
            gone &= ~self._of_containers(part, record)
        rows = part.select(["source_path", "outcome"]).filter(pa.array(gone))
        self.missing += zip(rows["source_path"].to_pylist(), rows["outcome"].to_pylist(), strict=True)

    def _of_containers(self, part: pa.Table, record: Bools) -> Bools:
        """The rows of records whose container is there; all records are counted."""
        owner = pc.list_element(pc.split_pattern(part["source_path"], "#", max_splits=1), 0)
        made = part.append_column("owner", owner).filter(pa.array(record))
        groups = made.group_by(["owner", "site", "recipe", "outcome"]).aggregate([([], "count_all")])
        for row in groups.to_pylist():
            self.records[row["owner"], row["site"], row["recipe"], row["outcome"]] += row["count_all"]
        there = [name for name in groups["owner"].unique().to_pylist() if self._is_other(name)]
        return record & flags(pc.is_in(owner, pa.array(there, pa.string())))

    def _is_other(self, path: str) -> bool:
        at = bisect_left(self.others, path)
        return at < len(self.others) and self.others[at] == path


def _places(paths: pa.Array, part: pa.Table) -> Ints:
    """For each path its row in a part of the ledger, -1 for none."""
    found: Ints = pc.fill_null(pc.index_in(paths, part["source_path"].combine_chunks()), -1).to_numpy()
    return found


def _hashes(file: Input) -> tuple[str | None, str | None]:
    now = hash_of(file)
    return now.sha256, now.sidecar_sha256
