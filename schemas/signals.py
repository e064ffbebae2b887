"""The measures in `articles.signals`: name, type and the sentence that defines each, with the limit its authors set.

Sources: Gopher (Rae et al. 2021, arXiv 2112.11446, appendix A), C4 (Raffel et al. 2020, arXiv 1910.10683, section 2.2),
FineWeb (Penedo et al. 2024, arXiv 2406.17557, section 3.6). They are columns to filter by; nothing is dropped for them.
"""

from __future__ import annotations

SIGNALS: dict[str, tuple[type, str]] = {
    "unicode_word_count": (
        int,
        "Words of the body as Unicode cuts them (Gopher asks for 50 to 100,000); `word_count` counts between blanks.",
    ),
    "sentence_count": (int, "Sentences of the body (C4 asks for 3 or more)."),
    "paragraph_count": (int, "Paragraphs of the body."),
    "mean_word_length": (float, "Characters a word (Gopher: 3 to 10)."),
    "mean_sentence_words": (float, "Words a sentence."),
    "mean_paragraph_words": (float, "Words a paragraph."),
    "mean_line_words": (float, "Words a line that is not empty."),
    "hash_word_ratio": (float, "Number signs (#) a word (Gopher: at most 0.1)."),
    "ellipsis_word_ratio": (float, "Ellipses (one character, or three full stops) a word (Gopher: at most 0.1)."),
    "bullet_line_share": (float, "Share of lines that begin with a bullet or a dash (Gopher: at most 0.9)."),
    "ellipsis_line_share": (float, "Share of lines that end with an ellipsis (Gopher: at most 0.3)."),
    "alphabetic_word_share": (float, "Share of words that hold a letter (Gopher: at least 0.8)."),
    "alphabetic_share": (float, "Letters among the characters that are not blank."),
    "digit_share": (float, "Digits among the characters that are not blank."),
    "capital_share": (float, "Capitals among the letters."),
    "english_stop_words": (int, "How many of the, be, to, of, and, that, have, with occur (Gopher: 2 or more)."),
    "stop_word_share": (
        float,
        "Share of words that are function words of the document's language; null without a list.",
    ),
    "duplicate_line_share": (float, "Share of lines that repeat an earlier line (Gopher: at most 0.3)."),
    "duplicate_line_char_share": (float, "The same in characters (Gopher: at most 0.2; FineWeb: at most 0.01)."),
    "duplicate_paragraph_share": (float, "Share of paragraphs that repeat an earlier one (Gopher: at most 0.3)."),
    "duplicate_paragraph_char_share": (float, "The same in characters (Gopher: at most 0.2)."),
    "top_2gram_char_share": (
        float,
        "Share of word characters in the most frequent run of 2 words (Gopher: at most 0.2).",
    ),
    "top_3gram_char_share": (
        float,
        "Share of word characters in the most frequent run of 3 words (Gopher: at most 0.18).",
    ),
    "top_4gram_char_share": (
        float,
        "Share of word characters in the most frequent run of 4 words (Gopher: at most 0.16).",
    ),
    "duplicate_5gram_char_share": (
        float,
        "Share of word characters in runs of 5 words that occurred before (Gopher: at most 0.15).",
    ),
    "duplicate_6gram_char_share": (
        float,
        "Share of word characters in runs of 6 words that occurred before (Gopher: at most 0.14).",
    ),
    "duplicate_7gram_char_share": (
        float,
        "Share of word characters in runs of 7 words that occurred before (Gopher: at most 0.13).",
    ),
    "duplicate_8gram_char_share": (
        float,
        "Share of word characters in runs of 8 words that occurred before (Gopher: at most 0.12).",
    ),
    "duplicate_9gram_char_share": (
        float,
        "Share of word characters in runs of 9 words that occurred before (Gopher: at most 0.11).",
    ),
    "duplicate_10gram_char_share": (
        float,
        "Share of word characters in runs of 10 words that occurred before (Gopher: at most 0.1).",
    ),
    "end_mark_line_share": (float, "Share of lines that end with a sentence mark (FineWeb: at least 0.12)."),
    "end_mark_or_quote_line_share": (
        float,
        "Share of lines that end with a sentence or quotation mark (C4 keeps only those).",
    ),
    "short_line_share": (float, "Share of lines of 30 characters or fewer (FineWeb: at most 0.67)."),
    "few_word_line_share": (float, "Share of lines with fewer than 5 words (C4 drops them)."),
    "line_break_word_ratio": (float, "Line feeds a word (FineWeb: at most 0.3)."),
    "curly_brackets": (int, "Curly brackets (C4 drops a page with one)."),
    "lorem_ipsum": (int, "Occurrences of lorem ipsum (C4 drops a page with one)."),
    "javascript_mentions": (int, "Occurrences of the word javascript (C4 drops such lines)."),
    "policy_mentions": (
        int,
        "Occurrences of terms of use, privacy policy, cookie policy, uses cookies, use of cookies, use cookies (C4).",
    ),
    "taken_line_share": (float, "Share of the file's lines with text that do not stand in the body."),
}
