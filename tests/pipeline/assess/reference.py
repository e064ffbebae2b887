"""The signals of one text in plain Python: slow, and what the columnar ones must equal."""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter

from cleancopy.pipeline.assess.layout import FEW_WORDS, SHORT_LINE
from cleancopy.pipeline.assess.signals.signals import POLICIES
from cleancopy.pipeline.assess.signals.stopwords import GOPHER, _tables
from cleancopy.pipeline.lore import marks
from cleancopy.pipeline.words.characters import SINGLE_RANGES
from cleancopy.pipeline.words.sentences import abbreviated_words


def kind(char: str) -> str:
    """L, N or something else; everything beyond the first two planes is a letter."""
    if ord(char) >= 0x20000:
        return "L"
    major = unicodedata.category(char)[0]
    return {"M": "L"}.get(major, major)


def lower(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 and unicodedata.category(char) in ("Lu", "Lt") else char


def single(char: str) -> bool:
    return kind(char) == "L" and any(low <= ord(char) <= high for low, high in (*SINGLE_RANGES, (0x20000, 0x10FFFF)))


def spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each word."""
    inside = [kind(char) in "LN" for char in text]
    joined = list(inside)
    for at in range(1, len(text) - 1):
        if text[at] in marks.JOINERS:
            joined[at] |= inside[at - 1] and inside[at + 1]
        if text[at] in marks.NUMBER_JOINERS:
            joined[at] |= kind(text[at - 1]) == "N" and kind(text[at + 1]) == "N"
    found: list[list[int]] = []
    for at, char in enumerate(text):
        if not joined[at]:
            continue
        glued = found and found[-1][1] == at and not single(char) and not single(text[at - 1])
        if glued:
            found[-1][1] = at + 1
        else:
            found.append([at, at + 1])
    return [(start, end) for start, end in found]


def is_space(char: str) -> bool:
    return unicodedata.category(char)[0] == "Z" or char in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u200b"


def sentence_count(text: str) -> int:
    """Sentences that hold a word."""
    words = spans(text)
    ends = {end: (start, end) for start, end in words}
    text = text + "\n\n"
    cuts = {at for at, char in enumerate(text) if char == "\n"}
    for at, char in enumerate(text):
        if char not in marks.STOPS:
            continue
        end = at + 1
        for _ in range(3):
            end += text[end] in marks.CLOSERS + "*"
        if not (is_space(text[end]) or char in marks.WIDE_STOPS):
            continue
        follows = text[end + 1 : end + 2]
        if follows and not is_space(follows) and kind(follows) not in "LN":
            follows = text[end + 2 : end + 3]
        if follows and unicodedata.category(follows) == "Ll" and not "\u10d0" <= follows <= "\u10ff":
            continue
        if char == "." and at in ends:
            word = "".join(map(lower, text[slice(*ends[at])]))
            if word in abbreviated_words() or (len(word) == 1 and word > "9"):
                continue
        cuts.add(end)
    edges = sorted(cuts | {0, len(text)})
    starts = [start for start, _ in words]
    return sum(any(low <= start < high for start in starts) for low, high in itertools.pairwise(edges))


def duplicates(pieces: list[str]) -> tuple[float, float]:
    seen: set[str] = set()
    number = characters = 0
    for piece in pieces:
        if piece in seen:
            number, characters = number + 1, characters + len(piece)
        seen.add(piece)
    return number / max(len(pieces), 1), characters / max(sum(map(len, pieces)), 1)


def runs(words: list[str]) -> dict[str, float]:
    total = max(sum(map(len, words)), 1)
    found = {}
    for n in range(2, 11):
        grams = [tuple(words[at : at + n]) for at in range(len(words) - n + 1)]
        if n <= 4:
            best = max(((count, sum(map(len, gram))) for gram, count in Counter(grams).items()), default=(0, 0))
            found[f"top_{n}gram_char_share"] = min(best[0] * best[1] / total, 1.0) if best[0] > 1 else 0.0
        else:
            seen: set[tuple[str, ...]] = set()
            covered: set[int] = set()
            for at, gram in enumerate(grams):
                if gram in seen:
                    covered.update(range(at, at + n))
                seen.add(gram)
            found[f"duplicate_{n}gram_char_share"] = sum(len(words[at]) for at in covered) / total
    return found


def phrase(words: list[str], wanted: str) -> int:
    parts = wanted.split()
    return sum(words[at : at + len(parts)] == parts for at in range(len(words)))


def measured(text: str, language: str | None) -> dict[str, float | None]:
    """All signals of one text but the share of lines taken."""
    folded = "".join(map(lower, text))
    words = [folded[start:end] for start, end in spans(text)]
    many = max(len(words), 1)
    letters = sum(kind(char) == "L" for char in text)
    solid = max(sum(not is_space(char) for char in text), 1)
    lines = [line for line in folded.split("\n") if line]
    blocks: list[list[str]] = [[]]
    for line in folded.split("\n"):
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    paragraphs = ["\n".join(block) for block in blocks if block]
    number = max(len(lines), 1)
    in_lines = [len(spans(line)) for line in lines]
    in_paragraphs = [len(spans(block)) for block in paragraphs]
    stops = set(_tables().get(language or "", ()))
    dots = sum(run >= 3 for run in map(len, _dot_runs(text)))
    sentences = sentence_count(text)
    return {
        "unicode_word_count": len(words),
        "sentence_count": sentences,
        "paragraph_count": len(paragraphs),
        "mean_word_length": sum(map(len, words)) / many,
        "mean_sentence_words": len(words) / max(sentences, 1),
        "mean_paragraph_words": sum(in_paragraphs) / max(len(paragraphs), 1),
        "mean_line_words": sum(in_lines) / number,
        "hash_word_ratio": text.count("#") / many,
        "ellipsis_word_ratio": (text.count("…") + dots) / many,
        "bullet_line_share": sum(line[0] in marks.BULLETS + marks.DASHES for line in lines) / number,
        "ellipsis_line_share": sum(line.endswith(("…", "...")) for line in lines) / number,
        "alphabetic_word_share": sum(any(kind(char) == "L" for char in word) for word in words) / many,
        "alphabetic_share": letters / solid,
        "digit_share": sum(kind(char) == "N" for char in text) / solid,
        "capital_share": sum(unicodedata.category(char) in ("Lu", "Lt") for char in text) / max(letters, 1),
        "english_stop_words": len(set(words) & set(GOPHER)),
        "stop_word_share": sum(word in stops for word in words) / many if stops else None,
        **dict(zip(("duplicate_line_share", "duplicate_line_char_share"), duplicates(lines), strict=True)),
        **dict(
            zip(("duplicate_paragraph_share", "duplicate_paragraph_char_share"), duplicates(paragraphs), strict=True)
        ),
        **runs(words),
        "end_mark_line_share": sum(line[-1] in marks.STOPS for line in lines) / number,
        "end_mark_or_quote_line_share": sum(line[-1] in marks.STOPS + marks.DOUBLE_QUOTES for line in lines) / number,
        "short_line_share": sum(len(line) <= SHORT_LINE for line in lines) / number,
        "few_word_line_share": sum(size < FEW_WORDS for size in in_lines) / number,
        "line_break_word_ratio": text.count("\n") / many,
        "curly_brackets": text.count("{") + text.count("}"),
        "lorem_ipsum": phrase(words, "lorem ipsum"),
        "javascript_mentions": phrase(words, "javascript"),
        "policy_mentions": sum(phrase(words, policy) for policy in POLICIES),
    }


def _dot_runs(text: str) -> list[str]:
    runs, run = [], ""
    for char in text + " ":
        if char == ".":
            run += char
        else:
            runs.append(run)
            run = ""
    return runs
