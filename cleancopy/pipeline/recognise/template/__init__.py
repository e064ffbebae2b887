"""What a site repeats: lines in the form in which they are compared, and votes for those that are its templates."""

from cleancopy.pipeline.recognise.template.forms import form_of, prose
from cleancopy.pipeline.recognise.template.outline import LONG_LINE, Numbers, keys_of, lines_of, outlines
from cleancopy.pipeline.recognise.template.stage import take_templates, template_id

__all__ = [
    "LONG_LINE",
    "Numbers",
    "form_of",
    "keys_of",
    "lines_of",
    "outlines",
    "prose",
    "take_templates",
    "template_id",
]
