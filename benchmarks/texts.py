"""Text of many kinds, generated and the same each time: what the web holds, and what nobody would write by hand.

Each gives lines without end.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator, Mapping

from cleancopy.settings.tables import LimitSettings

Lines = Iterator[bytes]

TEXT = (
    "the mayor of the town said on Monday that a bridge over its river would be closed for nine weeks while masons "
    "look at every arch and boats carry people across from the old quay to market and back again before dusk"
)
WORDS = TEXT.split(" ")
HAN = "市长星期一说桥将关闭九个星期工匠检查每一个拱门船把人们从旧码头送到市场"
THAI = "นายกเทศมนตรีกล่าวเมื่อวันจันทร์ว่าสะพานข้ามแม่น้ำจะปิดเก้าสัปดาห์เพื่อให้ช่างตรวจดูทุกซุ้ม"
ARABIC = "قال رئيس البلدية يوم الاثنين إن الجسر سيغلق تسعة أسابيع بينما يفحص البناؤون كل قوس"
HINDI = "महापौर ने सोमवार को कहा कि पुल नौ सप्ताह के लिए बंद रहेगा जबकि कारीगर हर मेहराब देखेंगे"
EMOJI = ["👩‍👩‍👧‍👦", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "👍🏽", "❤️", "🇮🇳", "1️⃣", "😀"]
KANA = "市長は月曜日に橋が九週間閉鎖されると述べた。石工がすべてのアーチを調べる間、船が人々を運ぶ。"


def forever(make: Callable[[random.Random], str], encoding: str = "utf-8") -> Lines:
    """Lines without end, the same ones each time."""
    chance = random.Random(4)
    while True:
        yield make(chance).encode(encoding) + "\n".encode(encoding)


def _some(chance: random.Random, text: str, count: int) -> str:
    """Some words of a text, in any order."""
    return " ".join(chance.choices(text.split(" "), k=count))


def sentence(chance: random.Random, words: int = 18) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c > " " else "\u3000" for c in text)


def name(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghiklmnoprstuvw", k=7))


def same(line: bytes) -> Lines:
    while True:
        yield line


def _one_line(piece: bytes) -> Lines:
    """One line as long as a line may be, and then others."""
    most = LimitSettings().max_line_bytes - 1
    yield from same((piece * (most // len(piece)))[:most] + b"\n")


def all_one_line(make: Callable[[random.Random], str]) -> Lines:
    """One line after the other as long as a line may be, of many pieces."""
    chance, most = random.Random(4), LimitSettings().max_line_bytes - 1
    while True:
        pieces, room = list[bytes](), most
        while (piece := make(chance).encode()) and len(piece) <= room:
            pieces.append(piece)
            room -= len(piece)
        yield b"".join(pieces) + b"\n"


def _bytes_of(make: Callable[[random.Random], bytes]) -> Lines:
    chance = random.Random(4)
    while True:
        yield make(chance)


TEXTS: Mapping[str, Callable[[], Lines]] = {
    "prose": lambda: forever(sentence),
    "prose in UTF-16": lambda: forever(sentence, "utf-16-le"),
    "prose in Shift-JIS": lambda: forever(lambda r: "".join(r.choices(KANA, k=40)), "shift_jis"),
    "prose in windows-1252": lambda: forever(lambda r: sentence(r) + " Größe für Käse", "cp1252"),
    "broken letters": lambda: forever(lambda r: f"{sentence(r, 9)} GrÃ¶ÃŸe fÃ¼r â€œKÃ¤seâ€\x9d"),
    "entities in entities": lambda: forever(lambda r: f"{sentence(r, 6)} &amp;amp;lt;b&amp;amp;gt; &amp;#8217;"),
    "Han": lambda: forever(lambda r: "".join(r.choices(HAN, k=30)) + "。"),
    "quotation marks": lambda: same("“”\"'«»„“‘’\n".encode()),
    "empty lines": lambda: same(b"\n"),
    "lone CR": lambda: same(b"\r"),
    "lines of one letter": lambda: same(b"a\n"),
    "equal lines": lambda: same(b"The bridge is closed.\n"),
    "nearly equal lines": lambda: forever(lambda r: f"The bridge of {name(r)} is closed."),
    "addresses": lambda: forever(lambda r: f"https://{name(r)}.example/{name(r)}/{r.randrange(10**6)}?q={name(r)}"),
    "dates": lambda: forever(lambda r: f"Published: {r.randrange(1, 29)} June 2{r.randrange(999):03} 10:25"),
    "titles": lambda: forever(lambda r: sentence(r, 7).title().rstrip(".")),
    "bylines": lambda: forever(lambda r: f"By {name(r).title()} {name(r).title()}"),
    "digits": lambda: forever(lambda r: str(r.randrange(10**40))),
    "one word": lambda: same(b"bridge " * 20 + b"\n"),
    "combining marks": lambda: same(("a" + "\u0301\u0323" * 30 + "\n").encode()),
    "tags as text": lambda: forever(lambda r: f"<b>{sentence(r, 4)}</b> <a href='{name(r)}'>"),
    "NULs in prose": lambda: forever(lambda r: sentence(r) + "\0"),
    "invisible characters": lambda: same("a\u200b\u200d\u2060\u00ad\ufeffb\u202e \n".encode()),
    "line separators": lambda: same("It is closed.\u2028".encode()),
    "vertical tabs": lambda: same(b"It is closed.\x0b"),
    "one long line": lambda: _one_line(b"The bridge is closed. "),
    "one long word": lambda: _one_line(b"bridge"),
    "one long line of quotation marks": lambda: _one_line("“”\"' ".encode()),
    "letters that run from the right": lambda: forever(
        lambda r: "\u200f" + _some(r, ARABIC, 12) + ".\u202b(" + _some(r, ARABIC, 1) + ")\u202c"
    ),
    "Arabic with its vowels": lambda: forever(lambda r: "\u064e\u0651".join(_some(r, ARABIC, 9))),
    "Hindi": lambda: forever(lambda r: _some(r, HINDI, 12) + "।"),
    "Thai": lambda: forever(lambda r: "".join(r.choices(THAI, k=90))),
    "Thai on one line": lambda: all_one_line(lambda r: "".join(r.choices(THAI, k=90))),
    "Han on one line": lambda: all_one_line(lambda r: "".join(r.choices(HAN, k=30)) + "。"),
    "emoji": lambda: forever(lambda r: "".join(r.choices(EMOJI, k=9)) + " " + sentence(r, 5)),
    "emoji alone": lambda: forever(lambda r: "".join(r.choices(EMOJI, k=20))),
    "letters of mathematics": lambda: forever(lambda r: "".join(chr(0x1D400 + r.randrange(600)) for _ in range(20))),
    "full-width letters": lambda: forever(lambda r: _wide(sentence(r, 9))),
    "any characters": lambda: forever(lambda r: "".join(chr(r.randrange(32, 0xD800)) for _ in range(40))),
    "any bytes": lambda: _bytes_of(lambda r: r.randbytes(60) + b"\n"),
    "half surrogates in UTF-16": lambda: _bytes_of(
        lambda r: sentence(r, 5).encode("utf-16-le") + r.choice((b"\x00\xd8", b"\x00\xdc")) + b"\n\x00"
    ),
    "half of a letter in each line": lambda: _bytes_of(lambda r: sentence(r, 9).encode() + b" \xe2\x82\n"),
    "rows of a table": lambda: forever(lambda r: " | ".join(str(r.randrange(10**6)) for _ in range(9))),
    "rows between tabs": lambda: forever(lambda r: "\t".join((name(r), *(f"{r.random():.2f}" for _ in range(9))))),
    "JSON as text": lambda: forever(lambda r: json.dumps({"id": r.randrange(10**6), "text": sentence(r, 6)})),
    "Markdown": lambda: forever(
        lambda r: r.choice(("# {}", "* **{}**", "> {}", "1. [{}](/a)", "```{}", "{}", "")).format(sentence(r, 7))
    ),
    "code": lambda: forever(lambda r: f"    if ({name(r)}[0] != '{name(r)}') {{ return {name(r)}(); }}"),
    "base64": lambda: _bytes_of(lambda r: base64.b64encode(r.randbytes(57)) + b"\n"),
    "base64 on one line": lambda: all_one_line(lambda r: base64.b64encode(r.randbytes(57)).decode()),
    "names in a row": lambda: all_one_line(lambda r: f"{name(r).title()} {name(r).title()}, "),
    "a byline without end": lambda: all_one_line(lambda r: f"By {name(r).title()} and "),
    "dates in a row": lambda: all_one_line(lambda r: f"{r.randrange(1, 29)} June 2024 10:25, "),
    "addresses in a row": lambda: all_one_line(lambda r: f"https://{name(r)}.example/{name(r)} "),
    "mail addresses": lambda: forever(lambda r: f"{name(r)}@{name(r)}.example"),
    "brackets": lambda: all_one_line(lambda r: "([{<" * 9),
    "blanks between letters": lambda: all_one_line(lambda r: "a" + " " * r.randrange(60)),
    "lines of blanks": lambda: forever(lambda r: " \u00a0\u3000\t" * 5),
    "dots and dashes": lambda: forever(lambda r: "".join(r.choices(".-–—…_*=~·", k=40))),
    "divided words": lambda: forever(lambda r: sentence(r, 9)[:-1] + r.choice("abcde") + "-"),
    "letters one below the other": lambda: forever(lambda r: r.choice("abcdefgh ")),
    "speech": lambda: forever(lambda r: f"“{sentence(r, 6)}” ‘{name(r)}’ \"{name(r)} 'tis {name(r)}s'"),
    "capitals": lambda: forever(lambda r: sentence(r, 9).upper()),
    "list items": lambda: forever(lambda r: f"- {sentence(r, 7)}"),
    "captions": lambda: forever(lambda r: f"Photo: {name(r).title()} {name(r).title()}/Agency"),
    "buttons": lambda: forever(lambda r: r.choice(("Share", "Read more", "Subscribe", "Comments (4)"))),
    "datelines": lambda: forever(lambda r: f"{name(r).upper()}, June {r.randrange(1, 29)} (AP) - {sentence(r, 9)}"),
    "words broken twice": lambda: forever(lambda r: f"{sentence(r, 6)} ÃƒÂ¤ ÃƒÂ¶ Ã¢â‚¬â„¢"),
    "entities": lambda: forever(lambda r: "&amp;&lt;&#39;&nbsp;&hellip;&bogus;" * 3),
}  # fmt: skip
