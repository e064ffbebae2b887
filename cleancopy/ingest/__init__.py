"""raw/ -> documents: which files there are, what is in them, what is beside them. Imports nothing of ours."""

from cleancopy.errors import IngestError
from cleancopy.ingest.containers import items
from cleancopy.ingest.discover import Discovery, Skipped, discover, site_pattern
from cleancopy.ingest.formats.stream import Bounds
from cleancopy.ingest.inputs import Input, Inputs, site_of
from cleancopy.ingest.paths import doc_id, escape, unescape
from cleancopy.ingest.read import Fingerprint, Payload, hash_of, payload_of, read
from cleancopy.ingest.sidecar import Sidecar
from cleancopy.ingest.sources import Source, source_of

__all__ = [
    "Bounds",
    "Discovery",
    "Fingerprint",
    "IngestError",
    "Input",
    "Inputs",
    "Payload",
    "Sidecar",
    "Skipped",
    "Source",
    "discover",
    "doc_id",
    "escape",
    "hash_of",
    "items",
    "payload_of",
    "read",
    "site_of",
    "site_pattern",
    "source_of",
    "unescape",
]
