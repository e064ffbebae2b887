"""The lexicon: what sites write around their articles, as rules in TOML with their reasons and examples."""

from cleancopy.errors import LexiconError
from cleancopy.pipeline.recognise.lexicon.examples import Failure, failing_examples
from cleancopy.pipeline.recognise.lexicon.load import Lexicon, compile_rules, load_lexicon
from cleancopy.pipeline.recognise.lexicon.rule import Rule, read_rules
from cleancopy.pipeline.recognise.lexicon.stage import hits, recognise_lexicon

__all__ = [
    "Failure",
    "Lexicon",
    "LexiconError",
    "Rule",
    "compile_rules",
    "failing_examples",
    "hits",
    "load_lexicon",
    "read_rules",
    "recognise_lexicon",
]
