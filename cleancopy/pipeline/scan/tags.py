"""Whether a page's tags would cost a parser more than their number.

Its work grows with the attributes of a tag squared, since each may be one that was there before, and with the depth of
elements in one another, through which it looks for the one that a tag closes. Tags are cut as the standard says
(https://html.spec.whatwg.org, 13.2.5); how deep their elements stand is a close guess, without a tree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

MOST_TAGS = 100_000
"""A page of more is `too_large`: an element takes some 300 bytes."""
MOST_DEEP = 1000
"""Elements in one another; browsers stop at 512."""
MOST_ATTRIBUTES = 1000
"""Of a tag; those of all `body` tags, and of all `html` tags, are of one element."""
_HARMLESS = 8000
"""Tags up to which the depth does not matter: at worst a parser needs 0.03 seconds for them."""

_ATTRIBUTE = rb"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+))?+"""
_TAG = re.compile(
    rb"<(?:!--(?:-?>|.*?(?:--!?>|\Z))|(?P<end>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>(?:%b)*+)(?P<alone>/?))"
    % _ATTRIBUTE,
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_LONG_TAG = re.compile(rb"<[A-Za-z/][^<>]{%d}" % (2 * MOST_ATTRIBUTES))
_WHOLE = re.compile(rb"<(?:body|html)[\s/>]", re.IGNORECASE)

_RAW = frozenset(b"script style textarea title xmp iframe noembed noframes plaintext".split())
"""Elements whose content is text, whatever it looks like."""
_SHALLOW = frozenset(
    b"area base basefont bgsound body br col embed frame head hr html img input keygen link meta param source track "
    b"wbr caption colgroup dd dt li optgroup option p rp rt tbody td tfoot th thead tr".split()
)
"""Elements that hold nothing, or that the next one of their kind closes: unclosed they stand beside one another."""
_NOT_IN_ITSELF = frozenset(b"a button form nobr select".split())
"""Elements that the next one of their name closes."""
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
"""Elements whose end closes no others that were opened within them."""
_DRAWN = frozenset(b"svg math".split())
"""Elements in which `/>` closes a tag."""


def why_costly(page: bytes) -> str | None:
    """Why the tags of a page are too costly to read, in words; None where they are not."""
    tags = page.count(b"<")
    if tags > MOST_TAGS:
        return f"more than {MOST_TAGS} tags"
    is_deep = tags > _HARMLESS
    if not (is_deep or page.count(b">") > _HARMLESS or b"\0" in page or _is_suspect(page)):
        return None
    found = list(_tags(page.replace(b"\0", b"").lower()))  # of a page in UTF-16 the tags are ASCII with zeros between
    if _has_many_attributes(found):
        return f"a tag of more than {MOST_ATTRIBUTES} attributes"
    if is_deep and _is_too_deep(found):
        return f"elements more than {MOST_DEEP} deep in one another"
    return None


def _tags(page: bytes) -> Iterator[re.Match[bytes]]:
    """The tags of a page in lower case; what looks like one in a script or a comment is none."""
    at = 0
    while found := _TAG.search(page, at):
        at = found.end()
        name = found["name"]
        if name is None:
            continue
        yield found
        if name in _RAW and not found["end"]:
            closed = page.find(b"</" + name, at)
            at = closed if closed >= 0 else len(page)


def _is_suspect(page: bytes) -> bool:
    """Whether a tag of a page in which few stand, or what looks like one, may have too many attributes."""
    places = [found.start() for look in (_LONG_TAG, _WHOLE) for found in look.finditer(page)]
    return _has_many_attributes(found for at in places if (found := _TAG.match(page, at)))


def _has_many_attributes(tags: Iterable[re.Match[bytes]]) -> bool:
    """Whether a tag has more than `MOST_ATTRIBUTES`."""
    whole: Counter[bytes] = Counter()
    for tag in tags:
        written, name = tag["attributes"], tag["name"].lower()
        if name in (b"body", b"html"):
            whole[name] += len(_ATTRIBUTES.findall(written))
        elif len(written) > 2 * MOST_ATTRIBUTES and len(_ATTRIBUTES.findall(written)) > MOST_ATTRIBUTES:
            return True
    return any(number > MOST_ATTRIBUTES for number in whole.values())


def _is_too_deep(tags: list[re.Match[bytes]]) -> bool:
    """Whether more than `MOST_DEEP` elements stand in one another."""
    opened: list[bytes] = []
    count: Counter[bytes] = Counter()
    for tag in tags:
        name = tag["name"]
        if count[name] and (tag["end"] or name in _NOT_IN_ITSELF):
            _close(name, opened, count)
        if not (tag["end"] or name in _SHALLOW or (tag["alone"] and any(count[one] for one in _DRAWN))):
            opened.append(name)
            count[name] += 1
            if len(opened) > MOST_DEEP:
                return True
    return False


def _close(name: bytes, opened: list[bytes], count: Counter[bytes]) -> None:
    """Takes the last element of a name from those that are open, and unless it is formatting all within it."""
    if name in _FORMATTING:
        del opened[len(opened) - 1 - opened[::-1].index(name)]
        count[name] -= 1
        return
    closed = b""
    while closed != name:
        closed = opened.pop()
        count[closed] -= 1
