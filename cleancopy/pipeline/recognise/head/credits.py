"""The forms in which a line names the news agency that a text is from, and the sign-off at the end of a text.

A name amid a sentence says nothing ("he told AFP"), nor does the credit of a picture ("Photo: AFP").
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from cleancopy.pipeline.lore.agencies import DESK, OTHERS, agencies, agency, doubtful, words

A, SOURCE, WRITER = "«agency»", "«source»", "«writer»"
"""What stands in a pattern for any agency (a group of this name), for the label of a source and that of a writer."""
EDGE, ENDS = r"[\s\-–—|•*(\[<〔【/~]*", r"[\s\-–—|•*)\]>〕】/~.]*"
AND = r"(?:and|und|et|y|e|og|och|en|ja|i|a|και|и|та|ve|dan|with|mit|avec|con|com|met|for|of|from|für|der|the|&)"
CLOSED = r"(?=\s*(?:$|[/,|;)(\]•·.+&–—]|\d|\b(?:and|und|et|y|e)\b)|\s-)"
"""What may follow the agency: the line's end, a separator, a date; no other word."""
NAME = r"[^\W\d_][\w.'’-]+(?: [^\W\d_][\w.'’-]*){1,3}"
PLACE = r"(?P<place>[^\W\d_a-zß-ÿ][\w'’.-]+(?:[ -][^\W\d_a-zß-ÿ][\w'’.-]*){0,3})"
ROLE = re.compile(r"(?i)(?:staff|writer|reporter|correspondent|sports?|news|updated|published|world|business)\b")
"""What stands in the place of a place after an agency's name, and is none."""
OF = (
    r"(?:(?:the|der|die|des|la|l['’]|el|il|da|do|a|o|az)\s?)?"
    r"(?:(?:news|wire|press)\s?agency\s|nachrichtenagentur\s|agencia\s|agence\s|dépêche\s)?"
)
"""An article and the word agency, before the name."""
INITIALS = r"[^\W\d_A-Z]{2,4}"
MATERIAL = (
    r"(?:(?:agency )?(?:inputs?|reports?|reporting|files|material(?:ien)?|informa\w+|agenturmaterial)"
    r"|материалам|матеріалами|materiał\w*)"
)
FROM = r"(?:from|by|via|von|vom|der|des|de|par|da|do|di|della|dall['’]|van|av|af)"
TAKEN = r"(?:übernommen|erstellt|verbreitet|feed|automat|gener|produc|provid|prepar|publi)"


@dataclass(frozen=True)
class Form:
    """One way in which a line names an agency."""

    name: str
    where: str
    """`head`: around the title; `tail`: after the body; `edge`: either; `dated`: in a line that is mostly a date."""
    pattern: str
    """Matched from the line's start; a group `place` is captured as well."""
    sure: bool = False
    """Whether the form alone shows that it is an agency, so that a doubtful spelling counts."""
    role: str | None = None
    """What the line then is."""
    syndicated: bool = False
    """Whether it says that the text is the agency's own."""


FORMS = (
    Form("source", "edge", rf"(?i:{EDGE}(?:{SOURCE})\s?[:：]?\s*{OF}){A}{DESK}{CLOSED}", sure=True),
    Form(
        "signed",
        "edge",
        rf"(?i:{EDGE}(?:{WRITER})\s?[:：]?\s)(?:[^:.]{{0,80}}?(?:[/,|(&+]|\b{AND}\b)\s?)?{A}{DESK}{CLOSED}",
        sure=True,
        role="byline",
    ),
    Form("initials", "edge", rf"{EDGE}(?:{INITIALS}\s?/\s?){{1,3}}{A}{DESK}{OTHERS}{ENDS}$", sure=True, role="byline"),
    Form("desk", "edge", rf"{EDGE}{A}(?:\s?/\s?{INITIALS}){{1,4}}{ENDS}$", sure=True, role="byline"),
    Form("together", "head", rf"{EDGE}{NAME},? (?:and|und|et|y|e|og|och|with|mit) (?:the )?{A}{ENDS}$", role="byline"),
    Form("writer_of", "head", rf"{EDGE}{NAME}(?:,| of| for) (?=(?:The |THE )?\w+ \w){A}{DESK}{ENDS}$", role="byline"),
    Form("alone", "head", rf"{EDGE}{A}{DESK}{OTHERS}{ENDS}$", role="byline"),
    Form("alone_below", "tail", rf"{EDGE}{A}{DESK}{OTHERS}{ENDS}$"),
    Form("placed", "head", rf"{EDGE}{A}\s?[,|/•·]\s?{PLACE}\s*(?:$|[,|•·(])", role="dateline"),
    Form("before_date", "dated", rf"{EDGE}{A}{DESK}{OTHERS}{ENDS}(?:[\s,|•·:–—-]+|(?=\())", sure=True),
    Form("after_date", "dated", rf"(?i:.*[|/•·,:–—-]\s?{OF}){A}{DESK}{ENDS}$", sure=True),
    Form("feed", "edge", r".*(?:©|\([cC]\)|[Cc]opyright)[\s\d©,]*(?P<agency>dpa)-infocom\b", syndicated=True),
    Form(
        "thanks",
        "tail",
        rf"(?i:{EDGE}(?:with|mit|avec|con|com|met|med|z|с|з|kanssa)\s{OF}){A}{OTHERS}{ENDS}$",
        sure=True,
    ),
    Form(
        "inputs",
        "edge",
        rf"(?i:\W*(?:(?:with|mit|con|com|avec|avec les|по|за|na podstawie|from)\s)?{MATERIAL}"
        rf"\s(?:(?:from|by|von|der|de|da|do|di)\s|d['’])?{OF}){A}{CLOSED}",
        sure=True,
    ),
    Form("helped", "edge", rf"\W*(?:[Tt]he )?{A}{DESK}(?: [\w.]+){{0,6}} contributed (?:reporting )?to th", sure=True),
    Form(
        "note",
        "edge",
        r"(?i:\W*(?:this|these|dies\w*|cette|cet|ce|esta|este|questa|questo|deze|dit|den här|denne|diese)\s[^.]{0,120}?"
        rf"{FROM}\s{OF}(?:[\w-]+\s){{0,3}}\(?){A}(?i:\W(?:.*{TAKEN}.*)?$)",
        sure=True,
        syndicated=True,
    ),
)
"""The forms, the surest first: the first that fits a line is taken."""

SIGN_OFF = (
    rf"[.!?…。！？।؟։\"”’»“)]\s?(?:[-–—]{{1,2}}\s?|(?P<open>[(（\[［/]))\s?(?:{INITIALS}[/,]\s?)?{A}{DESK}{OTHERS}"
    r"\s?(?:[)）\]］/]|(?(open)(?!)|))[.。]?\s*$"
)
"""The end of a text that names its agency: `... said. (AP)`, `... said. — Reuters`, `... sa han. /TT/`."""
LAST = 90
"""Characters at a line's end in which the sign-off is."""


@cache
def forms() -> tuple[tuple[Form, re.Pattern[str]], ...]:
    """Each form with its compiled pattern, to be matched at a line's start."""
    return tuple((form, re.compile(_filled(form.pattern))) for form in FORMS)


@cache
def _sign_off() -> re.Pattern[str]:
    return re.compile(_filled(SIGN_OFF))


def _filled(pattern: str) -> str:
    """A pattern with the names of agencies and the labels in their places."""
    return pattern.replace(A, agency()).replace(SOURCE, words("source")).replace(WRITER, words("writer"))


@cache
def _picture() -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{words('picture')})\b|{words('picture_anywhere')}")


def of_a_picture(text: str) -> bool:
    """Whether a line is the credit of a picture."""
    return _picture().search(text) is not None


def credit(text: str, places: Collection[str]) -> tuple[Form, dict[str, tuple[int, int]]] | None:
    """The form by which a line names an agency, and where it names agency and place; None where it does not.

    `places` are those of the page that the line is in, in the words of `Form.where`.
    """
    for form, pattern in forms():
        if form.where not in places:
            continue
        match = pattern.match(text)
        if match is None or (match["agency"] in doubtful() and not form.sure):
            continue
        place = match.groupdict().get("place")
        if place is not None and (place in agencies() or ROLE.match(place)):
            continue
        return None if of_a_picture(text) else (form, {name: match.span(name) for name in match.groupdict()})
    return None


def signed_off(text: str) -> tuple[int, int] | None:
    """Where the end of a text names its agency; None where it does not."""
    end = text[-LAST:]
    match = _sign_off().search(end)
    if match is None or (match["agency"] in doubtful() and not match["open"]):
        return None
    before = len(text) - len(end)
    return before + match.start("agency"), before + match.end("agency")
