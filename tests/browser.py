"""What a page did in a real browser: whom it asked, what it complained of, whether it fits, whom it keeps out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

LOOKS = {
    "wide": {"viewport": {"width": 1300, "height": 800}},
    "narrow": {"viewport": {"width": 420, "height": 800}},
    "dark": {"viewport": {"width": 1300, "height": 800}, "color_scheme": "dark"},
}
"""Two widths, and dark."""


@dataclass
class Visit:
    """A page that is open, and what came of it."""

    page: Any
    home: str
    """What every address that it asks for must begin with."""
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Asserts what holds for every page: it fits, asks nobody else, complains of nothing, keeps nobody out."""
        from axe_playwright_python.sync_playwright import Axe

        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, self.page.url
        found = Axe().run(self.page).response
        assert found["passes"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]], self.page.url
        assert not self.complaints
        assert not [address for address in self.asked if not address.startswith(self.home)]

    def press(self, key: str) -> None:
        """Presses a key once the page is drawn: before that a browser drops what is typed."""
        self.page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        self.page.keyboard.press(key)

    def leave(self, key: str) -> None:
        """Presses a key that leads to another page."""
        with self.page.expect_navigation():
            self.press(key)


@contextmanager
def visiting(browser: Any, home: str, **look: Any) -> Iterator[Visit]:
    """A fresh window on `home`; `look`: what a context of playwright takes."""
    context = browser.new_context(**look)
    visit = Visit(context.new_page(), home)
    visit.page.on("request", lambda request: visit.asked.append(request.url))
    visit.page.on("console", lambda message: visit.complaints.append(message.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.goto(home)
    yield visit
    context.close()
