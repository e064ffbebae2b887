"""Versions on disk: write (staging, swap), read (restore, verify, diff), retain (keep, forget).

The lock comes without the contracts and their libraries, a second of imports: a command takes it before anything else.
What needs them is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cleancopy.store.lock import lock
from cleancopy.store.sentences import WITHOUT_BYTES, may_pass

if TYPE_CHECKING:
    from cleancopy.store.commit import Beside
    from cleancopy.store.diff import Diff, Difference
    from cleancopy.store.parquet import write_parquet
    from cleancopy.store.proof import Finding, Proof
    from cleancopy.store.staging import Staging, finish_shard
    from cleancopy.store.store import Store
    from cleancopy.store.versions import Version

_LATER = {
    "Beside": "commit",
    "Diff": "diff",
    "Difference": "diff",
    "Finding": "proof",
    "Proof": "proof",
    "Staging": "staging",
    "Store": "store",
    "Version": "versions",
    "finish_shard": "staging",
    "write_parquet": "parquet",
}

__all__ = [
    "WITHOUT_BYTES",
    "Beside",
    "Diff",
    "Difference",
    "Finding",
    "Proof",
    "Staging",
    "Store",
    "Version",
    "finish_shard",
    "lock",
    "may_pass",
    "write_parquet",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"cleancopy.store has no {name}")
    return getattr(import_module(f"cleancopy.store.{_LATER[name]}"), name)
