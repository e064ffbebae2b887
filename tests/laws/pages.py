"""Pages made of the words in pages.toml: the same on every machine and every Python, since a hash makes each choice."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

WORDS: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "pages.toml").read_text("utf-8"))
LINE_ENDS = ("\n", "\n", "\n", "\r\n", "\r")
BREAKS = {
    "broken letters": lambda text: text.encode("utf-8").decode("latin-1"),
    "entities": lambda text: text.replace("“", "&ldquo;").replace("”", "&rdquo;").replace("'", "&#39;"),
    "odd characters": lambda text: text.replace(" ", "\u00a0", 3).replace("e", "e\u200b", 1) + "\x00\u2028",
}


def pages(count: int) -> dict[str, bytes]:
    """`{source_path: bytes}`: pages of a dozen languages in their encodings, with chrome, heads, wraps and damage."""
    return dict(_page(number) for number in range(count))


def _page(number: int) -> tuple[str, bytes]:
    def pick(what: str, among: Sequence[Any]) -> Any:
        return among[int(hashlib.sha256(f"{number} {what}".encode()).hexdigest(), 16) % len(among)]

    language = list(WORDS)[number % len(WORDS)]
    words = WORDS[language]
    menu = [pick(f"menu {i}", words["chrome"]) for i in range(pick("menu", range(5)))]
    head = [pick("title", words["titles"]), pick("byline", words["bylines"]), pick("date", words["dates"])]
    head = head[: pick("head", (0, 1, 2, 3, 3, 3))]
    paragraphs = [
        (" " if language not in ("zh", "ja") else "").join(
            pick(f"sentence {p} {s}", words["sentences"]) for s in range(pick(f"length {p}", (1, 2, 3)))
        )
        for p in range(pick("paragraphs", (0, 2, 4, 6, 9)))
    ]
    if pick("wrapped", (True, False, False, False)):
        paragraphs = [_wrapped(paragraph) for paragraph in paragraphs]
    foot = [pick(f"foot {i}", words["chrome"]) for i in range(pick("foot", range(6)))]
    text = pick("gap", ("\n", "\n\n")).join([*menu, *head, *paragraphs, *foot]) + pick("end", ("\n", "\n", ""))
    encoding = pick("encoding", ("utf-8", words["encoding"]))
    if damage := pick("damage", (None, None, None, None, *BREAKS)):
        text, encoding = BREAKS[damage](text), "utf-8"
    data = text.replace("\n", pick("line end", LINE_ENDS)).encode(encoding, "replace")
    return f"{language}/{number:03d}.txt", data


def _wrapped(paragraph: str, width: int = 60) -> str:
    """A paragraph broken at the blank before each `width`th character, as e-mail and old sites do."""
    lines = [""]
    for word in paragraph.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
