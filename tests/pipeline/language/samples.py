"""A sentence of each of many languages, for tests in which a document's language matters."""

from __future__ import annotations

import tomllib
from pathlib import Path

CASES = tomllib.loads((Path(__file__).parent / "languages.toml").read_text("utf-8"))["case"]


def sample(language: str | None) -> bytes:
    """What `sample_language` might take from a document in a language; nothing where there is no sentence of it."""
    return next((case["text"].encode() for case in CASES if case["language"] == language), b"")
