"""Markup that grows when it is read: parsed so that what a page costs is a function of its bytes and its tags.

Three things in HTML grow with the square of what is there. Formatting that is never closed is opened anew in each
block that follows (`<p><font size=1>...`), each list in a list moves all its lines further in, and with each option of
a menu all its others are gone through. Pages by people have none of them in such numbers; where one has, the elements
are read as others that show the same text.
"""

from __future__ import annotations

import re

from resiliparse.parse.html import HTMLTree

MOST_REOPENED = 2_000_000
"""Formatting elements times tags up to which a page is parsed as it is: at worst half as many elements, 300 MB."""
MOST_OPTIONS = 2000
"""Options up to which menus are parsed as they are: in 0.05 seconds, if all stand in one and each is selected."""
DEEP = 128
"""Elements in one another that no page by people has in such numbers; browsers stop at 512."""
_NAME_ENDS = r"(?=[\t\n\f\r />])"
_NAMES = "(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)"
_OPENED = re.compile(rf"<{_NAMES}{_NAME_ENDS}", re.IGNORECASE)
_FORMATTING = re.compile(rf"<(/?){_NAMES}{_NAME_ENDS}", re.IGNORECASE)
_OPTION = re.compile(rf"<option{_NAME_ENDS}", re.IGNORECASE)
_MENUS = re.compile(rf"<(/?)select{_NAME_ENDS}", re.IGNORECASE)
_LISTS = re.compile(rf"<(/?)(?:ul|ol){_NAME_ENDS}", re.IGNORECASE)
_TOO_DEEP = " > ".join(["*"] * DEEP)


def parsed(characters: str) -> tuple[HTMLTree, bool]:
    """A page as a tree, and whether its elements are in one another deeper than anybody writes."""
    tags = characters.count("<")
    if tags * tags > MOST_REOPENED and tags * len(_OPENED.findall(characters)) > MOST_REOPENED:
        characters = _FORMATTING.sub(r"<\1span", characters)
    if tags > MOST_OPTIONS and len(_OPTION.findall(characters)) > MOST_OPTIONS:
        characters = _MENUS.sub(r"<\1datalist", characters)
    tree = HTMLTree.parse(characters)
    is_deep = tree.document is not None and tree.document.query_selector(_TOO_DEEP) is not None
    if is_deep and _LISTS.search(characters):
        tree = HTMLTree.parse(_LISTS.sub(r"<\1div", characters))
    return tree, is_deep
