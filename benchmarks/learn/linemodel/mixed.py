"""Pages mixed of several: the chrome of one around the story of another, teasers above it, its head cut off.

What a net learns from a site's pages is partly where *that* site puts things. On mixed pages only what makes a story a
story stays true. All pages of a mix are of one language and one fold: no net sees a line of the fold it is tested on.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from typing import Any

from benchmarks.learn.linemodel.pages import fold_of

Pairs = list[tuple[str, str]]
"""Lines with their labels."""

_FIRST_SENTENCES = re.compile(r"(?:.{20,}?[.!?。！？]+[\s\"”»]*){1,2}")
_TEASER = 280
"""Characters after which a teaser is cut where its sentence does not end."""


def mixed(cases: list[dict[str, Any]], number: int, seed: int) -> list[dict[str, Any]]:
    """`number` further cases with one variant (`layout`), its labels, and the domain of the page around the story."""
    rng = random.Random(seed)
    kin: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for case in cases:
        kin[_kin(case)].append(case)
    made = [
        dict(_one(rng, case, kin[_kin(case)]), id=f"mixed-{at}") for at, case in enumerate(_spread(rng, cases, number))
    ]
    return [case for case in made if "c" in case["line_labels"]["layout"]]


def _kin(case: dict[str, Any]) -> tuple[str, int]:
    return str(case.get("corpus_lang") or case.get("lang"))[:2].lower(), fold_of(case["domain"])


def _spread(rng: random.Random, cases: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """Cases drawn language by language, so that rare languages are not drowned (the square root of their share)."""
    languages: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for case in cases:
        languages[_kin(case)[0]].append(case)
    names = sorted(languages)
    weights = [len(languages[name]) ** 0.5 for name in names]
    return [rng.choice(languages[name]) for name in rng.choices(names, weights, k=number)]


def _one(rng: random.Random, case: dict[str, Any], kin: list[dict[str, Any]]) -> dict[str, Any]:
    variant = rng.choice(("layout", "wet"))
    pairs = _pairs(case, variant)
    if rng.random() < 0.6:
        pairs = _with_story_of(pairs, _pairs(rng.choice(kin), variant))
    if rng.random() < 0.6:
        pairs = _with_teasers(rng, pairs, [_pairs(other, variant) for other in rng.sample(kin, min(len(kin), 5))])
    if rng.random() < 0.25:
        pairs = _without_head(rng, pairs)
    if rng.random() < 0.25:
        pairs = [pair for pair in pairs if pair[1] != "-"]
    return {
        "source": "mixed", "domain": case["domain"], "aside": True,
        "raw_text_layout": "\n".join(line for line, _ in pairs),
        "line_labels": {"layout": "".join(label for _, label in pairs)},
    }  # fmt: skip


def _pairs(case: dict[str, Any], variant: str) -> Pairs:
    return list(zip(case[f"raw_text_{variant}"].split("\n"), case["line_labels"][variant], strict=False))


def _of(pairs: Pairs, kind: str) -> list[int]:
    return [at for at, (_, label) in enumerate(pairs) if label == kind]


def _with_story_of(pairs: Pairs, other: Pairs) -> Pairs:
    """The chrome of `pairs` around the title and the body of `other`."""
    body, theirs = _of(pairs, "c"), _of(other, "c")
    if not body or not theirs:
        return pairs
    titles, their_titles = _of(pairs, "t"), _of(other, "t")
    if titles and not their_titles:
        return pairs
    story = [pair for pair in other[theirs[0] : theirs[-1] + 1] if pair[1] in "c-"]
    head = [(other[their_titles[0 if at == 0 else -1]][0], "t") if at in titles else pairs[at] for at in range(body[0])]
    tail = [pair for pair in pairs[body[-1] + 1 :] if pair[1] != "t"]
    return head + story + tail


def _with_teasers(rng: random.Random, pairs: Pairs, others: list[Pairs]) -> Pairs:
    """`pairs` with a list of teasers of other stories, all of one shape: a headline, a sentence or two, or both."""
    body = _of(pairs, "c")
    if not body:
        return pairs
    titled, told = rng.random() < 0.8, rng.random() < 0.8
    gap = rng.random() < 0.5 and any(label == "-" for _, label in pairs)
    teasers: Pairs = []
    for other in others:
        lines, titles = _of(other, "c"), _of(other, "t")
        if gap:
            teasers.append(("", "-"))
        if titles and titled:
            teasers.append((other[titles[-1]][0], "x"))
        if lines and told:
            lead = other[lines[0]][0].strip()
            found = _FIRST_SENTENCES.match(lead)
            teasers.append(((found.group().strip() if found else lead)[:_TEASER], "x"))
    titles = [at for at in _of(pairs, "t") if 0 < at < body[0]]
    top = titles[-1] if titles else body[0]
    at = rng.randint(min(1, top), top) if rng.random() < 0.7 else body[-1] + 1
    return pairs[:at] + teasers + pairs[at:]


def _without_head(rng: random.Random, pairs: Pairs) -> Pairs:
    """`pairs` from some line above the body on: the page's title, a menu or all before the story is missing."""
    body = _of(pairs, "c")
    return pairs[rng.randint(1, body[0]) :] if body and body[0] > 1 else pairs
