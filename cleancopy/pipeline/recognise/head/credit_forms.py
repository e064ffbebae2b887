"""The forms in which a line names the news agency that a text is from, as data: what is seen, where, the pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleancopy.pipeline.lore.agencies import DESK, MARK, OTHERS

SOURCE, WRITER = "«source»", "«writer»"
"""What stands in a pattern for the label of a source and that of a writer."""
EDGE, ENDS = r"[\s\-–—|•*(（\[<〔【/~]*", r"[\s\-–—|•*)）\]>〕】/~.]*"
AND = r"(?:and|und|et|y|e|og|och|en|ja|i|a|και|από|и|та|ve|dan|with|mit|avec|con|com|met|for|of|from|für|der|the|&)"
CLOSED = r"(?=\s*(?:$|[/,|;)(\]•·.+&–—]|\d|\b(?:and|und|et|y|e)\b)|\s-)"
"""What may follow the agency: the line's end, a separator, a date; no other word."""
SIGNED = rf"(?=\s+(?:{WRITER}))"
NAME = r"(?P<author>[^\W\d_][\w.'’-]+(?: [^\W\d_][\w.'’-]*){1,3})"
WORD = r"[^\W\d_a-zß-ÿ][\w'’.-]+"
PLACE = r"(?P<place>[^\W\d_a-zß-ÿ][\w'’.-]+(?:[ -][^\W\d_a-zß-ÿ][\w'’.-]*){0,3})"
ROLE = re.compile(r"(?i)(?:staff|writer|reporter|correspondent|sports?|news|updated|published|world|business)\b")
"""What stands in the place of a place after an agency's name, and is none."""
OF = (
    r"(?:(?:the|der|die|des|la|l['’]|el|il|da|do|a|o|az)\s?)?"
    r"(?:(?:news|wire|press)\s?agency\s|nachrichtenagentur\s|agenc[iy]a\s|agência\s|agenzia\s|agence\s|dépêche\s|redazione\s|redacción\s|redação\s)?"
)
"""An article and the word agency, before the name."""
OTHER = r"(?:[\w.]{2,14}(?:\s?[/,，、]\s?|\s)){0,2}?"
"""Other sources before the agency."""
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
    why: str
    """What is seen, in words."""
    where: str
    """`head`: around the title; `tail`: after the body; `edge`: either; `dated`: in a line that is mostly a date."""
    pattern: str
    """Matched from the line's start, in which `MARK` is the agency; groups `place` and `author` are captured, too."""
    sure: bool = False
    """Whether the form alone shows that it is an agency, so that a doubtful spelling counts."""
    in_full: bool = False
    """Whether only a name of several words counts: letters after a person's name are the credit of a picture."""
    role: str | None = None
    """What the line then is."""
    syndicated: bool = False
    """Whether it says that the text is the agency's own."""


FORMS = (
    Form(
        "source",
        "A label for a source, and an agency after it.",
        "edge",
        rf"(?i:{EDGE}(?:{SOURCE})\s?[:：]?\s*{OTHER}{OF}){MARK}{DESK}(?:{CLOSED}|{SIGNED})",
        sure=True,
    ),
    Form(
        "signed",
        "A label for a writer, and an agency after it or after the names.",
        "edge",
        rf"(?i:{EDGE}(?:{WRITER})\s?[:：]?\s)(?:[^:.]{{0,80}}?(?:[/,|(&+]|\b{AND}\b)\s?)?(?i:{OF}){MARK}{DESK}{CLOSED}",
        sure=True,
        role="byline",
    ),
    Form(
        "initials",
        "The initials of writers before an agency.",
        "edge",
        rf"{EDGE}(?:{INITIALS}\s?/\s?){{1,3}}{MARK}{DESK}{OTHERS}{ENDS}$",
        sure=True,
        role="byline",
    ),
    Form(
        "desk",
        "An agency, and the initials of its desk.",
        "edge",
        rf"{EDGE}{MARK}(?:\s?/\s?{INITIALS}){{1,4}}{ENDS}$",
        sure=True,
        role="byline",
    ),
    Form(
        "together",
        "A person's name and an agency, joined by “and” or “with”.",
        "head",
        rf"{EDGE}{NAME},? (?:and|und|et|y|e|og|och|with|mit|avec|con|com|med|met) (?:the )?{MARK}{ENDS}$",
        role="byline",
    ),
    Form(
        "writer_of",
        "A person's name, and the agency that they write for.",
        "head",
        rf"{EDGE}{NAME}(?:,| of| for) {MARK}{DESK}{ENDS}$",
        role="byline",
        in_full=True,
    ),
    Form(
        "alone",
        "An agency's name alone, beside headline or date.",
        "head",
        rf"{EDGE}{MARK}{DESK}{OTHERS}{ENDS}$",
        role="byline",
    ),
    Form("alone_below", "An agency's name alone, below the text.", "tail", rf"{EDGE}{MARK}{DESK}{OTHERS}{ENDS}$"),
    Form(
        "placed",
        "An agency's name and a place, as before a first sentence.",
        "head",
        rf"{EDGE}{MARK}(?:\s?[,|/•·]\s?|\s[-–—]\s(?=\S+\s*(?:$|[,|•·(]))){PLACE}\s*(?:$|[,|•·(])",
        role="dateline",
    ),
    Form(
        "behind_place",
        "A place, perhaps with a day, and an agency's name in brackets or between strokes.",
        "head",
        rf"{EDGE}(?P<place>{WORD})(?:, ?[^()/]{{1,24}})?\s?(?:\({MARK}\)|/{MARK}/|\[{MARK}\])[\s.–—-]*$",
        sure=True,
        role="dateline",
    ),
    Form(
        "in_brackets",
        "“With” and an agency's name in brackets, after the paper's own.",
        "head",
        rf"[^()]{{2,40}}\((?:with|mit|avec|con|com|met|med|z|с)\s(?i:{OF}){MARK}\)\s*$",
        role="byline",
    ),
    Form(
        "korean",
        "A place, a sign of equality and an agency's name, before a reporter's.",
        "head",
        rf"\s*[(\[【](?P<place>[\uac00-\ud7a3]{{2,6}})\s?=\s?{MARK}[)\]】]",
        sure=True,
    ),
    Form(
        "wired",
        "An agency's name, its reporter, and the word for a wire.",
        "head",
        rf"\s*[（(〔【]?{MARK}\s?(?:记者|記者)[\u3400-\u9fff\d、 ]{{2,24}}[電电]",
        sure=True,
    ),
    Form(
        "before_date",
        "An agency's name before the date.",
        "dated",
        rf"{EDGE}{MARK}{DESK}{OTHERS}{ENDS}(?:[\s,|•·:–—-]+|(?=\())",
        sure=True,
    ),
    Form(
        "after_date",
        "An agency's name after the date.",
        "dated",
        rf"(?i:.*(?:[|/•·,:(（–—-]\s?|日\s?){OF}){MARK}{DESK}(?:, ?{INITIALS})?{ENDS}$",
        sure=True,
    ),
    Form(
        "source_after_date",
        "A date, the label for a source, and an agency after it.",
        "dated",
        rf"(?i:.*(?:\d\W{{0,4}}|[|•·–—-])\s(?:{SOURCE})\s?[:：]?\s*{OTHER}{OF}){MARK}{DESK}(?:{CLOSED}|{SIGNED})",
        sure=True,
    ),
    Form(
        "feed",
        "The mark that an agency's feed leaves.",
        "edge",
        rf".*(?:©|\([cC]\)|[Cc]opyright)[\s\d©,]*{MARK},? dpa:\d",
        syndicated=True,
    ),
    Form(
        "thanks",
        "“With” and an agency's name, below the text.",
        "tail",
        rf"(?i:{EDGE}(?:with|mit|avec|con|com|met|med|z|с|з|kanssa)\s{OF}){MARK}{OTHERS}{ENDS}$",
        sure=True,
    ),
    Form(
        "inputs",
        "A note that the text is made with material of an agency.",
        "edge",
        rf"(?i:\W*(?:(?:with|mit|con|com|avec|avec les|по|за|na podstawie|from)\s)?{MATERIAL}"
        rf"\s(?:(?:from|by|von|der|de|da|do|di)\s|d['’])?{OF}){MARK}{CLOSED}",
        sure=True,
    ),
    Form(
        "helped",
        "A note that an agency contributed.",
        "edge",
        rf"\W*(?:[Tt]he )?{MARK}{DESK}(?: [\w.]+){{0,6}} contributed (?:reporting )?to th",
        sure=True,
    ),
    Form(
        "note",
        "A note that the text is an agency's own.",
        "edge",
        r"(?i:\W*(?:this|these|dies\w*|cette|cet|ce|esta|este|questa|questo|deze|dit|den här|denne|diese)\s[^.]{0,120}?"
        rf"{FROM}\s{OF}(?:[\w-]+\s){{0,3}}\(?){MARK}(?i:\W(?:.*{TAKEN}.*)?$)",
        sure=True,
        syndicated=True,
    ),
)
"""The forms, the surest first: the first that fits a line is taken."""
