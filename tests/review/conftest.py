"""A small archive under review, and a client that asks its server as a browser on this machine does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cleancopy.review.server import app
from cleancopy.settings.parameters import Options
from cleancopy.settings.settings import Settings
from cleancopy.store import Store
from tests.archive import Archive
from tests.documents import STORY

BOX = "The harbour in figures"
"""A line that three stories of a site have, amid the text."""
HOSTILE = "<script>document.title = 'set off'</script><img src=x onerror=\"document.title = 'set off'\">"


def story(number: int, extra: str = "") -> str:
    """One of several stories that differ."""
    text = STORY.replace("ninety passengers", f"{number + 3}0 passengers").replace("six weeks", f"{number + 2} weeks")
    return text.replace("\nRepairs", f"\n{BOX}\n\n{extra}Repairs")


@dataclass
class Review:
    """The archive, its server, and where decisions are written."""

    archive: Archive
    client: TestClient
    rules: Path

    @property
    def settings(self) -> dict[str, Path | str]:
        """What a run must say to go by the decisions."""
        return {"site_rules": self.rules, "templates": "off"}

    def line(self, text: str, path: str | None = None) -> str:
        """The address of the first line that reads so."""
        rows = self.archive.rows("lines")
        row = next(row for row in rows if row["text"] == text and path in (None, row["source_path"]))
        return f"/lines/{row['doc_id']}/{row['line_no']}/{row['part']}"

    def token(self) -> str:
        """As it stands in the forms."""
        page = self.client.get(self.line(BOX)).text
        found = re.search(r'name="token" value="([^"]+)"', page)
        assert found is not None
        return found[1]

    def write(self, address: str, **said: str) -> None:
        """Sends one of the forms, as a browser would."""
        answer = self.client.post(address, data={"token": self.token(), **said}, follow_redirects=False)
        assert answer.status_code == 303, answer.text

    def run(self) -> None:
        """The next run, over all pages again."""
        self.archive.run(Options(rebuild=True), **self.settings)


def opened(folder: Path) -> Review:
    """Four stories of two sites, one document without a site, one turned away."""
    archive = Archive(folder)
    for number in range(3):
        archive.put(f"north/{number}.txt", story(number, f"{HOSTILE}\n\n" if number == 1 else ""))
    archive.put("south/one.txt", story(7))
    archive.put("south/list.txt", "Home\nNews\nSport\n")
    archive.put("alone.txt", story(8))
    rules = folder / "rules" / "sites"
    settings = Settings(site_rules=rules, templates="off")
    archive.run(site_rules=rules, templates="off")
    client = TestClient(app(Store(archive.curated), settings), base_url="http://127.0.0.1:8765")
    return Review(archive, client, rules)


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    found = opened(tmp_path)
    with found.client:
        yield found
