"""Invisible characters that some script or emoji needs and that are noise or a hiding place everywhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from unicodedata import category

INVISIBLE = r"[\x{61c}\x{115f}\x{1160}\x{180b}-\x{180f}\x{200b}-\x{200f}\x{fe00}-\x{fe0f}\x{fff9}-\x{fffb}\x{e0000}-\x{e01ef}]"  # fmt: skip  # noqa: E501
FLOOD, CAP = 4, 8
"""More than FLOOD general diacritics on one letter are no writing (Vietnamese has 2, phonetics 3); no script puts more
than CAP marks of its own on one letter (Tibetan stacks), and Unicode normalisation is quadratic in their number."""

_JOINING = "\u0600-\u085f\u08a0-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua840-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f"  # fmt: skip  # noqa: E501
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1980-\u19df\u1a20-\u1aaf"
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_EMOJI = "\u00a9\u00ae\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_JOINER = re.compile(f"[\u200c\u200d](?:(?<![{_JOINING}][\u200c\u200d])[\u200c\u200d]*|[\u200c\u200d]+)")
"""Joiners that need a look: not after a letter of a joining script, or several."""
_MAY_JOIN = re.compile(f"[{_JOINING}]")
_MAY_EMOJI = re.compile(f"[{_EMOJI}\ufe0f\u20e3]")
_EMOJI_NEXT = re.compile(f"[{_EMOJI}]")
_ZERO_SPACE = re.compile(f"(?<![{_SPACELESS}])\u200b+|\u200b+(?![{_SPACELESS}])|(?<=\u200b)\u200b+")
_DIRECTION = re.compile("[\u200e\u200f\u061c]+")
_HAS_RTL = re.compile(f"[{_RTL}]")
_FLAG_OR_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,30}\U000e007f)|([\U000e0000-\U000e00ff]+)")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_ANNOTATION = re.compile("\ufff9([^\ufff9-\ufffb]*)\ufffa[^\ufff9-\ufffb]*\ufffb|[\ufff9-\ufffb]")
_FILLER = re.compile("(?<![\u1100-\u11ff])[\u115f\u1160](?![\u1100-\u11ff])")
_MONGOLIAN = re.compile("(?<![\u1800-\u18af])[\u180b-\u180f]+")
_BESIDES_JOINERS = re.compile(
    "[\u061c\u115f\u1160\u180b-\u180f\u200b\u200e\u200f\ufe00-\ufe0f\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_GENERAL = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_TAKES_SELECTOR = re.compile(f"[{_EMOJI}{_IDEOGRAPH}0-9#*\u203c\u2049\u2122\u2139\u2200-\u22ff\u1000-\u109f\ua840-\ua87f\u3000-\u303f\uff00-\uff0f]")  # fmt: skip  # noqa: E501


@dataclass(slots=True)
class Seen:
    """What was dropped from a line: how many invisible characters, and messages hidden in them."""

    invisible: int = 0
    hidden: list[str] = field(default_factory=list)


def settle_invisible(line: str) -> tuple[str, Seen]:
    """The line without invisible characters that its script does not need, and what went.

    Kept: joiners after a letter of a joining script or between emoji; zero-width spaces inside scripts without spaces;
    direction marks in a line with right-to-left letters; one variation selector on what can take one; flags of tags.
    """
    seen = Seen()
    if _BESIDES_JOINERS.search(line) is None:  # most lines of Persian: nothing but joiners
        text = _JOINER.sub(lambda m: _joiner(m, seen), line)
    else:
        text = _ANNOTATION.sub(lambda m: m.group(1) or "", line)
        text = _FLAG_OR_TAGS.sub(lambda m: m.group(1) or _drop_tags(m.group(2), seen), text)
        text = _SELECTORS.sub(lambda m: _selector(m, seen), text)
        text = _JOINER.sub(lambda m: _joiner(m, seen), text)
        text = _ZERO_SPACE.sub("", text)
        rtl = _HAS_RTL.search(text) is not None
        text = _DIRECTION.sub(lambda m: m.group()[0] if rtl else "", text)
        text = _MONGOLIAN.sub("", _FILLER.sub("", text))
    seen.invisible = len(line) - len(text)
    return text, seen


def settles(line: str) -> bool:
    """Whether the line would change by `settle_invisible` or `without_floods`."""
    if _CONCERNED.search(line) is None:
        return False
    return settle_invisible(line)[0] != line or without_floods(line) != line


def _drop_tags(tags: str, seen: Seen) -> str:
    said = "".join(chr(ord(c) - 0xE0000) for c in tags if 0xE0020 <= ord(c) < 0xE007F)
    seen.hidden.append(said or f"{len(tags)} tag characters")
    return ""


def _selector(match: re.Match[str], seen: Seen) -> str:
    """The first selector where the character before it can take one; a run of them is a message in bytes."""
    run, before = match.group(), match.string[max(match.start() - 1, 0) : match.start()]
    kept = run[:1] if before and _TAKES_SELECTOR.match(before) else ""
    if len(run) >= 4:
        seen.hidden.append(_bytes_in(run))
    return kept


def _bytes_in(selectors: str) -> str:
    """The message whose bytes the selectors are; selector 17 stands for byte 16 or for byte 0, by whom one asks."""
    low = [c < "\U000e0000" for c in selectors]
    first = [ord(c) - 0xFE00 if small else ord(c) - 0xE0100 + 16 for c, small in zip(selectors, low, strict=True)]
    second = [n if small else n - 16 for n, small in zip(first, low, strict=True)]
    readings = [bytes(codes).decode("utf-8", "replace") for codes in (first, second)]
    return max(readings, key=lambda said: sum(c.isalnum() or c == " " for c in said))


def _joiner(match: re.Match[str], seen: Seen) -> str:
    before, after = match.string[max(match.start() - 1, 0) : match.start()], match.string[match.end() : match.end() + 1]
    if len(match.group()) >= 8:
        seen.hidden.append(f"{len(match.group())} zero-width characters in a row")
    if _MAY_JOIN.match(before):
        return match.group()[0]
    emoji = before and (_MAY_EMOJI.match(before) or "\U000e0020" <= before <= "\U000e007f") and _EMOJI_NEXT.match(after)
    return "\u200d" if emoji and "\u200d" in match.group() else ""


def without_floods(text: str) -> str:
    """Floods of general diacritics removed, other runs of marks cut at `CAP`."""
    if _MAY_FLOOD.search(text) is None:
        return text
    return _LONG_RUN.sub(lambda m: m.group()[:CAP], _FLOODED.sub("", text))


@cache
def _marks() -> list[int]:
    """All combining marks that are no variation selectors.

    Half of the plane is not looked at, which would cost each start 10 ms: from U+3400 to U+9FFF and from U+AC00 to
    U+FAFF are ideographs, Hangul and code points for private use.
    """
    codes = chain(range(0x300, 0x3400), range(0xA000, 0xAC00), range(0xFB00, 0x1F000))
    return [c for c in codes if category(chr(c))[0] == "M" and not 0xFE00 <= c <= 0xFE0F]


def _mark_class(end: int = 0x1F000) -> str:
    """The ranges of all combining marks below `end` that are no variation selectors, for a class."""
    marks = [c for c in _marks() if c < end]
    spans: list[list[int]] = []
    for c in marks:
        if spans and c == spans[-1][1] + 1:
            spans[-1][1] = c
        else:
            spans.append([c, c])
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in spans)


_FLOODED = re.compile(f"[{_GENERAL}]{{{FLOOD + 1},}}")
_LONG_RUN = re.compile(f"[{_mark_class()}]{{{CAP + 1},}}")
_COARSE = f"{_mark_class(0x10000)}\U00010000-\U0001efff"
"""All marks and more: `re` looks up classes of the basic plane at once, beyond it goes through them range by range."""
_CONCERNED = re.compile(f"[{_COARSE}\u200c\u200d{_BESIDES_JOINERS.pattern[1:]}")
_MAY_FLOOD = re.compile(f"[{_COARSE}]{{{FLOOD + 1}}}")
FLOODED = f"[{_GENERAL}]{{{FLOOD + 1}}}|[{_mark_class()}]{{{CAP + 1}}}"
SCREEN = f"{INVISIBLE}|{FLOODED}"
"""RE2 pattern that matches wherever `settle_invisible` or `without_floods` may change something."""
