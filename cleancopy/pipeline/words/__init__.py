"""Words and sentences of whole batches of texts, without a loop over documents.

`read` turns a column of texts into code points with their classes; `words` and `sentences` find the spans in them.
Shared by signals and lints, so that both mean the same by a word and a sentence.
"""

from cleancopy.pipeline.words.characters import Text, read
from cleancopy.pipeline.words.sentences import Sentences, sentences, sentences_and_units
from cleancopy.pipeline.words.words import Words, hash_of, words

__all__ = ["Sentences", "Text", "Words", "hash_of", "read", "sentences", "sentences_and_units", "words"]
