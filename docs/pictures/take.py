"""Takes the pictures of this folder anew: the samples in raw/, published and served, looked at in a headless Chromium.

python docs/pictures/take.py          # needs the packages of the tests, and chromium on the path
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COMMAND = (sys.executable, "-m", "cleancopy.cli")


def main() -> None:
    """Writes sheet.png, report.png and review.png."""
    with tempfile.TemporaryDirectory() as folder:
        curated = Path(folder) / "curated"
        subprocess.run([*COMMAND, "run", ROOT / "raw", curated, "--direct"], check=True, cwd=ROOT)
        words = [*COMMAND, "serve", curated, "--port", "0"]
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            found = re.search(r"http://\S+:\d+", server.stdout.readline())
            assert found is not None
            _take(found[0], (curated / "report.html").resolve().as_uri())
            server.terminate()


def _take(home: str, report: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1120, "height": 600})
        page.goto(f"{home}/?words=ferry-returns")
        page.locator("th a").first.click()
        page.locator("#lines").scroll_into_view_if_needed()
        page.evaluate("document.querySelector('#lines').scrollIntoView()")
        _save(page, "sheet")
        page.goto(report)
        _save(page, "report")
        page.goto(f"{home}/queue?site=harbourpost")
        page.keyboard.press("n")
        page.wait_for_selector(".around")
        _save(page, "review")
        browser.close()


def _save(page: Page, name: str) -> None:
    page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main()
