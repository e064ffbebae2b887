"""The pages in a real browser: they fit their window, and hostile text in them is only text."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cleancopy.orchestration.single import explained
from cleancopy.pipeline.recipe import Recipe
from cleancopy.show.sheet import sheet
from tests.documents import STORY, documents

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not BROWSER, reason="no chromium on the path")]

LONG = "A line without a place to break it: " + "x" * 3000 + "\n"
HOSTILE = "<script>document.title = 'set off'</script>\n<img src=x onerror=\"document.title = 'set off'\">\n"


def opened(page: str, tmp_path: Path, width: int) -> str:
    """The page as it stands in the browser once its scripts have run; its width is written on its root by ours."""
    ours = "document.documentElement.dataset.wide = document.documentElement.scrollWidth"
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)  # it would keep our script out
    file = tmp_path / "page.html"
    file.write_text(free.replace("</body>", f"<script>{ours}</script></body>"), "utf-8")
    words = [str(BROWSER), *OPTIONS, f"--user-data-dir={tmp_path}/profile", f"--window-size={width},800"]
    return subprocess.run([*words, file.as_uri()], capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.mark.parametrize("width", [600, 1400])
def test_a_proof_sheet_fits_its_window_whatever_the_lines_are(tmp_path, width):
    found = explained(documents({"site/story.txt": (LONG + STORY + HOSTILE).encode()}), Recipe())
    seen = opened(sheet(found, {}), tmp_path, width)
    wide = re.search(r'data-wide="(\d+)"', seen)
    assert wide is not None
    assert int(wide[1]) <= width
    assert "<title>set off" not in seen
    assert "&lt;script&gt;document.title" in seen
