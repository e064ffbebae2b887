"""Where things lie under `curated/`, and how versions are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

VERSION_NAME = re.compile(r"(\d{5,})-[0-9a-f]{8}")
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one store; nothing is touched here."""

    curated: Path

    @property
    def store(self) -> Path:
        """Everything but the links of the tables."""
        return self.curated / ".store"

    @property
    def current(self) -> Path:
        """The one link that a commit swaps."""
        return self.store / "current"

    @property
    def versions(self) -> Path:
        """One folder a version, immutable."""
        return self.store / "versions"

    @property
    def staging(self) -> Path:
        """One folder a run at work, and what is about to be removed."""
        return self.store / "staging"

    @property
    def lock(self) -> Path:
        """The writer's lock file."""
        return self.store / "lock"

    @property
    def seen(self) -> Path:
        """In which state files were read: saves reading them again, and may be deleted."""
        return self.store / "seen"

    @property
    def pins(self) -> Path:
        """Names of versions that are pinned, one a line; there is none when the file is missing."""
        return self.store / "pinned"
