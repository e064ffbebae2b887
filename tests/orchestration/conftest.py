"""Archives for tests of whole runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archive import Archive
from tests.documents import STORY


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.put("harbour/ferry.txt")
    archive.put("harbour/copy.txt")
    archive.put("town/bridge.txt", STORY.replace("ferry", "bridge").replace("six weeks", "two years"))
    archive.put("town/empty.txt", b"")
    archive.put("town/picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(200)))
    archive.run()
    return archive
