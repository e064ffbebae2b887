"""raw/ -> bytes: which files there are, what is in them, what stands in their sidecars. Imports nothing of ours."""

from flows.ingest.discover import Discovery, IngestError, Skipped, discover
from flows.ingest.inputs import Input, Inputs
from flows.ingest.paths import doc_id, escape, unescape
from flows.ingest.read import Fingerprint, Limits, Payload, hash_of, read
from flows.ingest.sidecar import Sidecar

__all__ = [
    "Discovery",
    "Fingerprint",
    "IngestError",
    "Input",
    "Inputs",
    "Limits",
    "Payload",
    "Sidecar",
    "Skipped",
    "discover",
    "doc_id",
    "escape",
    "hash_of",
    "read",
    "unescape",
]
