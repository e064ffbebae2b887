"""What each rule does, in one sentence, for pages on which people weigh decisions."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from cleancopy.orchestration.single import Explained
from cleancopy.pipeline.decide.rule_names import code_rules
from cleancopy.pipeline.recognise.lexicon import load_lexicon
from cleancopy.store import Store


def sentences(extra_rules: str = "") -> dict[str, str]:
    """Rule id -> why it is there: the shipped rules, those that are code, and `extra_rules` (TOML text)."""
    in_code = {rule.id: rule.why for rule in code_rules()}
    return in_code | {rule.id: rule.why for rule in load_lexicon(extra_rules).rules}


def why_of(found: Explained, extra_rules: str, store: Store) -> dict[str, str]:
    """As `sentences`, with the templates of the store that decided lines of a document: how often the site has them."""
    used = [rule.removeprefix("site:") for rule in found.table["rule"].unique().to_pylist() if rule]
    templates = store.table("templates")
    rows = templates.filter(pc.is_in(templates["template_id"], pa.array(used, pa.string()))).to_pylist()
    return sentences(extra_rules) | {f"site:{row['template_id']}": _template(row) for row in rows}


def _template(row: dict[str, object]) -> str:
    who = f"{row['state']} by a {row['decided_by']}" + (f", because {row['why']}" if row["why"] else "")
    return f"The site repeats it: {row['bodies']:,} stories have it, on {row['pages']:,} pages; {who}."
