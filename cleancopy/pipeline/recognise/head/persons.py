"""Names in a byline: the characters after "By" cut into persons, agencies and what is neither."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

from cleancopy.pipeline.lore.agencies import agencies
from cleancopy.pipeline.lore.dates import month_of
from cleancopy.pipeline.recognise.head.byline_labels import listed, words
from cleancopy.pipeline.recognise.head.east_asian import is_east_asian

Span = tuple[int, int]
NOT_LETTERS = re.compile(r"[.'’-]")
QUOTED = re.compile(r"[\"“'‘„«(][^\W\d_]{2,15}[\"”'’“»)]")
"""A nickname between the names."""
TITLES = frozenset({"dr", "prof", "sir", "dame", "mag", "ing", "dipl", "rev"})


def names_role(text: str) -> bool:
    """Whether one of its words says what an author is at a newspaper."""
    return not listed("labels", "roles").isdisjoint(text.lower().split())


@cache
def given_names() -> frozenset[str]:
    """Common given names, folded; a hint that capitalised words are a person, never a condition."""
    return frozenset(resources.files(__package__).joinpath("given_names.txt").read_text("utf-8").split())


def is_known(name: str) -> bool:
    """Whether a name begins with a common given name; of two words outside the Latin script it may be the second."""
    first = [word.rstrip(".") for word in re.split(r"[\s-]+", name.strip().lower())]
    if first[0] in TITLES:
        first = first[1:]
    either = len(first) == 2 and name[:1] >= "\u0370"
    return any(word in given_names() for word in first[: 2 if either else 1])


PLACED = (
    r"(?:\s+in\s+[^,;|\d]{2,30}?\s*|\s+\((?:(?:in|à|en|aus|a|em|w|te|i)\s)?[^()|\d]{2,30}\)\s*)"
    r"(?:,\s*|,?\s+(?:and|&|et|und|y|e|en|i|och|og)\s+)(?=[^\W\d_]\S+ [^\W\d_])"
)
"""Where a writer is, before the next one: "By A in Paris and B in Rome", "Par A (à Lyon) et B"."""
BETWEEN = frozenset(",;&+/／、・")


@cache
def _cut() -> re.Pattern[str]:
    joins = "|".join(re.escape(f) for f in words()["joins"]["words"])
    return re.compile(rf"{PLACED}|\s*[,;]\s+(?:{joins})\s+|\s*[,;&+/／、・]\s*|\s+(?:{joins})\s+", re.IGNORECASE)


MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    "|Sept?|Oct|Nov|Dec|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
)
GLUED = (
    "Follow|Korrespondent|Reporter|Editor|Redakteur|Senior|Staff|Travel|News|Lifestyle|Business|Author|Autor|Writer|Contributor"
    "|Foto|Photo|Bild|Share|Founder|Chief|Political|Twitter|Facebook|Instagram|LinkedIn|Email|E-Mail|Contact|Special|Guest|View|Read"
)
"""Words that pages set right after a name, without a blank."""
ROLED = "[Rr]eporter|[Ee]ditor|[Cc]orrespondent|[Ww]riter"
STOP = re.compile(
    r"\s[|·•—–●⋅]\s|[|•·(\[●⋅]|\s[-–—]\s|\d|(?<=\s)(?:on|am|le|el|in|[Ff]or|at|vom|Uhr|is|has)\b"
    rf"|(?:Updated|Published|Posted|Last [Uu])|(?<=[^\W\d_A-Z])(?=[ADFJMNOS])(?=(?:{MONTHS})\b\.? ?\d)"
    r"|(?<=\s)(?:[Ll]ast |[Ff]irst )?(?:updated|published|posted|modified|reviewed)\b"
    r"|(?<=\s)(?=[CcKTFP])(?:[Cc]ategor(?:y|ies)|Kategorien?|Catégories?|Categor[ií]as?|Tags?|Filed under|Posted in)\b"
    rf"|(?<=[^\W\d_A-Z])(?=(?:{GLUED})\w*)"
    rf"|(?<![A-Z][^\W\d_A-Z]{{2}})(?<=[^\W\d_A-Z]{{3}})(?=[A-Z][a-z]+(?: [A-Za-z]+)? (?:{ROLED})\b)"
    r"|(?<=\s)\S+@(?=\w[\w-]*\.\w)|@|https?:|(?<=[^\W\d_A-Z]{2})\.\s|…|\t|\s{3,}"
)
DAY = re.compile(r"[.\s]*\d")
TWICE = re.compile(r"(?P<name>[^\W\d_][^\d|,]{3,38}?[^\W\d_A-Z])(?P=name)(?![^\W\d_])")
"""A name twice without a blank: a link and the description of its picture."""


def end_of_names(text: str, start: int, end: int) -> int:
    """Where the characters that may be names end: before a separator, a label, a day or its month."""
    placed = re.compile(PLACED)
    stop = next((stop for stop in STOP.finditer(text, start, end) if not placed.match(text, stop.start() - 1)), None)
    if stop is None:
        return end
    end = stop.start()
    last = text[start:end].rstrip().rpartition(" ")[2]
    if last.rstrip(".").lower() in month_of() and DAY.match(text, end):
        end = text.rindex(last, start, end)
    return end


def names_in(text: str, start: int, end: int) -> list[Span]:
    """Where `text[start:end]` holds the names of persons: a list of (start, end)."""
    end = end_of_names(text, start, end)
    low, high = _trimmed(text, start, end)
    if twice := TWICE.match(text, low, high):
        return names_in(text, low, twice.end("name"))
    whole = text[low:high]
    small = whole.lower().split()
    half = len(small) // 2
    if half > 1 and small[:half] == small[half:]:
        return names_in(text, low, low + len(whole) // 2)  # the name again: a link and its picture's description
    single = listed("joins", "words").isdisjoint(small)
    if high > low and single and not names_role(whole) and is_person(whole):
        return [(low, high)]
    if single and BETWEEN.isdisjoint(whole):  # nobody in all of it, and nothing to cut at
        shorter = _prefix(text, low, high) if high > low else 0
        return [(low, shorter)] if shorter else []
    found, at = [], start
    for join in (*_cut().finditer(text, start, end), None):
        low, high = _trimmed(text, at, join.start() if join else end)
        if high > low and is_person(text[low:high]) and not names_role(text[low:high]):
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
    if text[low:high].rpartition(" ")[2].lower() in listed("not_persons", "organised"):
        return 0
    for match in re.finditer(r"\S+", text[low:high]):
        word = match.group().strip(",.;:")
        small = word.lower()
        if match.group().endswith(":") and count >= 2:
            break
        if small in listed("not_persons", "after_places"):
            return 0
        if (
            small in listed("labels", "roles")
            or small in listed("not_persons", "words")
            or small in month_of()
            or (count >= 2 and len(word) > 2 and word.isupper())
        ):
            break
        if not (_nameword(word) or small in listed("joins", "particles")) or count == 4:
            return 0
        count += 1
        end = low + match.start() + len(match.group().rstrip(",;:"))
    else:
        return 0
    return end if count >= 2 and is_person(text[low:end]) else 0


def _trimmed(text: str, low: int, high: int) -> Span:
    """Without what is no letter around the names: a full stop may end one, and in some scripts a vowel's mark."""
    while low < high and not text[low].isalnum():
        low += 1
    while high > low and not (text[high - 1].isalnum() or text[high - 1] == "." or is_mark(text[high - 1])):
        high -= 1
    return low, high


def is_mark(letter: str) -> bool:
    """Whether a character combines with the letter before it, as vowels do in the scripts of India."""
    return not letter.isascii() and unicodedata.category(letter)[0] == "M"


def is_person(name: str, single: bool = False) -> bool:
    """Whether characters look like a person's name: capitalised words, none of them an organisation's or a label's.

    In scripts without capitals every word passes; there a label, or a common given name, must tell.
    """
    if not 2 <= len(name) <= 48 or agencies().get(name) or is_east_asian(name):
        return False
    pieces = name.split()
    if not (1 if single else 2) <= len(pieces) <= 5 or not name[0].isalpha():
        return False
    nobody, months = listed("not_persons", "words"), month_of()
    parts = name.replace("-", " ").replace("’", "'").split()
    for part in parts:
        small = part.strip(".").lower()
        if small in nobody or (small in months and not (is_known(name) and len(parts) > 1)):
            return False
    first, last = parts[0].lower(), parts[-1].lower()
    before, after = listed("not_persons", "before_places"), listed("not_persons", "after_places")
    if (first in before and not is_known(first)) or last in after:
        return False
    if " ".join(parts).lower() in listed("not_persons", "regions"):
        return False
    cased = [part for at, part in enumerate(pieces) if not _is_particle(part, at)]
    return len(cased) >= (1 if single else 2) and all(map(_nameword, cased))


def _is_particle(part: str, at: int) -> bool:
    """Whether a word is a small word of a name; the first may be a given name that looks like one (Ben, Al, Van)."""
    small = part.lower().strip("'")
    return small in listed("joins", "particles") and not (at == 0 and part[0].isupper() and small in given_names())


def _nameword(part: str) -> bool:
    """Whether a word may be part of a name: letters with their marks, a capital in front where the script has some."""
    if part.isalpha():
        return part[0].isupper() or not part[0].islower()
    if QUOTED.fullmatch(part):
        return True
    letters = NOT_LETTERS.sub("", part)
    if not letters or not all(letter.isalpha() or is_mark(letter) for letter in letters):
        return False
    return letters[0].isupper() or not letters[0].islower()
