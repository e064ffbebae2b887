"""Who a text is from: the publisher and the agency, as a copyright line or the words after a label name them."""

from __future__ import annotations

import re
from functools import cache

from cleancopy.pipeline.lore.agencies import agencies, agency_of
from cleancopy.pipeline.lore.data import data_of
from cleancopy.pipeline.metadata.values import bare

COPYRIGHT = re.compile(r"(?i)copyright|©|ⓒ|\(c\)")
MOST_CHARACTERS, MOST_WORDS = 70, 9
"""A longer owner is a sentence."""


def publisher(raw: str) -> str:
    """The name in a copyright line or after a label; empty where there is none.

    A sign without a year, a firm's form or a legal phrase is a picture's as a rule ("© Anna Berg").
    """
    if COPYRIGHT.match(raw):
        return owner(raw) if _pattern("proof").search(raw) else ""
    name = bare(raw)
    return "" if _pattern("rights").match(name) else name


def agency(raw: str) -> str:
    """The name published for an agency, whatever the page calls it."""
    name = publisher(raw)
    return agencies().get(name) or agency_of(name) or name


def owner(raw: str) -> str:
    """The name in a copyright line that begins with the sign or the word; empty where there is none."""
    name = _pattern("before").sub("", re.sub("[®™\u200b]", "", raw), count=1)
    name = _pattern("sentence").sub("", _pattern("after").sub("", name)).strip()
    company = _pattern("company").match(name)
    name = _trimmed(company.group() if company else name)
    wrong = (
        _pattern("nobody").fullmatch(name) or _pattern("picture").search(name) or not re.search(r"[^\W\d_]{2}", name)
    )
    return "" if wrong or len(name) > MOST_CHARACTERS or len(name.split()) > MOST_WORDS else name


def _trimmed(name: str) -> str:
    """A name without the marks around it; a full stop stays where it belongs to a firm's form."""
    name = name.strip(" \t,–—-<>")
    name = name if _pattern("ends_in_form").search(name) else name.rstrip(". ")
    return name.partition("(")[0].strip() if name.count("(") != name.count(")") else name


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """What is looked for in a copyright line, made of the words in `owners.toml`."""
    words = {kind: "|".join(forms) for kind, forms in data_of(__package__, "owners.toml").items()}
    form = rf"(?:{words['firms']})"
    return re.compile(
        {
            "before": rf"(?i:\s|{words['before']}|(?:19|20)\d\d(?!\d)|(?<=\d)[-–—/]\d\d\b|[:,.;|·•–—/-])+",
            "rights": rf"(?i:{words['rights']})",
            # a legal phrase, what the site adds, a separator, a year: from the first of them on it is no name
            "after": rf"(?i:[\s,;:(–—-]*(?:{words['rights']}|\b(?:{words['after']})\b)).*$"
            r"|\s*[|｜¦·•∙†*\[\]{}].*$|\s[-–—]+\s.*$|\s/\s.*$|[,\s]+[(]?(?:19|20)\d\d\b.*$|\s?[;:]\s.*$|(?i:\s?(?:copyright\b|©)).*$",
            # a firm's name up to its form; what begins with a capital after it is something else
            "company": rf"^.+?[^\W\d_].*?\b{form}\b\.?(?:,?\s(?:&\s)?{form}\b\.?)*(?=,?\s+[A-ZÄÖÜ\d(]|$)",
            # a full stop after a word of some length ends the name
            "sentence": rf"(?<=[^\W\d_]{{3}})\.\s+(?!{form}\b)(?=[^\W\d_a-zß-ÿ]).*$",
            "ends_in_form": rf"\b{form}\.$",
            "nobody": rf"(?i)(?:the\s)?(?:{words['nobody']})",
            "picture": rf"(?i:{words['picture']})",
            "proof": rf"(?i:copyright|\(c\)|(?:19|20)\d\d|{words['rights']}|impressum|datenschutz|privacy)"
            rf"|\w\.[a-z]{{2,4}}\b|\b{form}\b",
        }[name]
    )
