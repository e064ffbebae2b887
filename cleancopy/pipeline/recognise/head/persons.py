"""Names in a byline: the characters behind "By" cut into persons, agencies and what is neither."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from cleancopy.pipeline.lore.agencies import agencies
from cleancopy.pipeline.lore.dates import month_of
from cleancopy.pipeline.recognise.head.byline_labels import han, words

Span = tuple[int, int]
NO_NAMES = ("令和", "平成", "昭和", "编辑", "編集", "记者", "新聞", "新闻", "日报", "网")
TITLES = frozenset({"dr", "prof", "sir", "dame", "mag", "ing", "dipl", "rev"})


@cache
def not_persons() -> frozenset[str]:
    """Folded words that no person is called."""
    return frozenset(words()["not_persons"]["words"].split())


@cache
def organised() -> frozenset[str]:
    """Folded words that end the name of an organisation or a desk."""
    return frozenset(words()["not_persons"]["organised"].split())


@cache
def role_words() -> frozenset[str]:
    """What an author may be at a newspaper."""
    return frozenset(words()["labels"]["roles"].split())


@cache
def given_names() -> frozenset[str]:
    """Common given names, folded; a hint that capitalised words are a person, never a condition."""
    return frozenset(resources.files(__package__).joinpath("given_names.txt").read_text("utf-8").split())


def is_known(name: str) -> bool:
    """Whether a name starts with a common given name."""
    first = re.split(r"[\s-]", name.strip().lower(), maxsplit=2)
    return first[0] in given_names() or (
        len(first) > 1 and first[0].rstrip(".") in TITLES and first[1] in given_names()
    )


@cache
def particles() -> frozenset[str]:
    """Small words inside a name."""
    return frozenset(words()["joins"]["particles"].split())


BETWEEN = frozenset(",;&+/／、・")


@cache
def joins() -> frozenset[str]:
    """Words between two names."""
    return frozenset(words()["joins"]["words"])


@cache
def _cut() -> re.Pattern[str]:
    joins = "|".join(re.escape(f) for f in words()["joins"]["words"])
    return re.compile(rf"\s*[,;]\s+(?:{joins})\s+|\s*[,;&+/／、・]\s*|\s+(?:{joins})\s+", re.IGNORECASE)


MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    "|Sept?|Oct|Nov|Dec|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
)
STOP = re.compile(
    r"\s[|·•—–●⋅]\s|[|•·(\[●⋅]|\s[-–—]\s|\d|(?<=\s)(?:on|am|le|el|in|[Ff]or|at|vom|Uhr|is|has)\b"
    rf"|(?:Updated|Published|Posted|Last [Uu])|(?<=[^\W\d_A-Z])(?=[ADFJMNOS])(?=(?:{MONTHS})\b\.? ?\d)"
    r"|(?<=\s)(?=[CcKTFP])(?:[Cc]ategor(?:y|ies)|Kategorien?|Catégories?|Categor[ií]as?|Tags?|Filed under|Posted in)\b"
    r"|(?<=[^\W\d_A-Z])(?=(?:Follow|Korrespondent|Reporter|Editor|Redakteur|Senior|Staff|Travel|News|Lifestyle|Business|Author|Autor|Writer"
    r"|Contributor|Foto|Bild|Share|Founder|Chief|Political)\w*)"
    r"|@|https?:|(?<=[^\W\d_A-Z]{2})\.\s|…|\t|\s{3,}"
)


def end_of_names(text: str, start: int, end: int) -> int:
    """Where the characters that may be names end: before a separator, a label, a day or its month."""
    stop = STOP.search(text, start, end)
    if stop is None:
        return end
    end = stop.start()
    if stop.group().isdigit():
        last = text[start:end].rstrip().rpartition(" ")[2]
        if last.rstrip(".").lower() in month_of():
            end = text.rindex(last, start, end)
    return end


def names_in(text: str, start: int, end: int) -> list[Span]:
    """Where `text[start:end]` holds the names of persons: a list of (start, end)."""
    end = end_of_names(text, start, end)
    low, high = _trimmed(text, start, end)
    whole = text[low:high]
    small = whole.lower().split()
    half = len(small) // 2
    if half > 1 and small[:half] == small[half:]:
        return names_in(text, low, low + len(whole) // 2)  # the name again: a link and its picture's description
    single = joins().isdisjoint(small)
    if high > low and single and role_words().isdisjoint(small) and is_person(whole):
        return [(low, high)]
    if single and BETWEEN.isdisjoint(whole):  # nobody in all of it, and nothing to cut at
        shorter = _prefix(text, low, high) if high > low else 0
        return [(low, shorter)] if shorter else []
    found, at = [], start
    for join in (*_cut().finditer(text, start, end), None):
        low, high = _trimmed(text, at, join.start() if join else end)
        if high > low and is_person(text[low:high]) and not role_words().intersection(text[low:high].lower().split()):
            found.append((low, high))
        elif high > low and (shorter := _prefix(text, low, high)):
            found.append((low, shorter))
            break
        elif found or high <= low:
            if high > low:
                break
        else:
            break
        at = join.end() if join else end
    return found


def _prefix(text: str, low: int, high: int) -> int:
    """Where a name at the start of `text[low:high]` ends, before a month, a role or a paper; 0 for none."""
    end, count = low, 0
    if text[low:high].rpartition(" ")[2].lower() in organised():
        return 0
    for match in re.finditer(r"\S+", text[low:high]):
        word = match.group().strip(",.;:")
        small = word.lower()
        if match.group().endswith(":") and count >= 2:
            break
        if (
            small in role_words()
            or small in not_persons()
            or small in month_of()
            or (count >= 2 and len(word) > 2 and word.isupper())
        ):
            break
        if not (_nameword(word) or small in particles()) or count == 4:
            return 0
        count += 1
        end = low + match.start() + len(match.group().rstrip(",;:"))
    else:
        return 0
    return end if count >= 2 and is_person(text[low:end]) else 0


def _trimmed(text: str, low: int, high: int) -> Span:
    while low < high and not text[low].isalnum():
        low += 1
    while high > low and not (text[high - 1].isalnum() or text[high - 1] == "."):
        high -= 1
    return low, high


def is_person(name: str, single: bool = False) -> bool:
    """Whether characters look like a person's name: capitalised words, none of them an organisation's or a label's."""
    if not 2 <= len(name) <= 48 or agencies().get(name):
        return False
    if han(name):
        if any(word in name for word in NO_NAMES):
            return False
        return 2 <= len(name.replace(" ", "")) <= 8 and name.replace(" ", "").replace("・", "").isalpha()
    pieces = name.split()
    if not (1 if single else 2) <= len(pieces) <= 5 or not name[0].isalpha():
        return False
    nobody, months = not_persons(), month_of()
    parts = name.replace("-", " ").replace("’", "'").split()
    for number, part in enumerate(parts):
        small = part.strip(".").lower()
        if small in nobody or (small in months and not _named_like_a_month(parts, number)):
            return False
    cased = [part for part in pieces if part.lower().strip("'") not in particles()]
    return len(cased) >= (1 if single else 2) and all(map(_nameword, cased))


def _named_like_a_month(parts: list[str], number: int) -> bool:
    """Whether a month's name is part of a person's: "April Winter", or the surname behind a common given name."""
    return len(parts) == 2 and (number == 0 or is_known(parts[0]))


def _nameword(part: str) -> bool:
    if part.isalpha():
        return part[0].isupper() or not part[0].islower()
    letters = part.strip(".'").replace("'", "").replace("’", "").replace("-", "").replace(".", "")
    if not letters.isalpha():
        return False
    return letters[0].isupper() or not (letters[0].islower() or letters[0].isupper())
