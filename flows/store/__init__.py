"""Versions on disk: write (staging, swap), read (restore, verify, diff), retain (keep, forget)."""

from flows.store.diff import Diff, Difference
from flows.store.errors import (
    EXCEPTIONS,
    Busy,
    Damaged,
    Deleted,
    Forgotten,
    NotRestorable,
    Pinned,
    SkippedInput,
    StoreError,
    TooLarge,
    Unconfirmed,
    Unknown,
    Unreadable,
)
from flows.store.layout import DOCUMENT_TABLES, WHOLE_TABLES
from flows.store.lock import lock
from flows.store.parquet import write_parquet
from flows.store.staging import Staging, finish_shard
from flows.store.store import Store
from flows.store.verify import Finding, Proof
from flows.store.versions import Version

__all__ = [
    "DOCUMENT_TABLES",
    "EXCEPTIONS",
    "WHOLE_TABLES",
    "Busy",
    "Damaged",
    "Deleted",
    "Diff",
    "Difference",
    "Finding",
    "Forgotten",
    "NotRestorable",
    "Pinned",
    "Proof",
    "SkippedInput",
    "Staging",
    "Store",
    "StoreError",
    "TooLarge",
    "Unconfirmed",
    "Unknown",
    "Unreadable",
    "Version",
    "finish_shard",
    "lock",
    "write_parquet",
]
