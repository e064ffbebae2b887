"""docs/reference/api.md, printed from the docstrings of `cleancopy.api`."""

from __future__ import annotations

import inspect
import re
from types import FunctionType

from cleancopy import api

_HEAD = """# The Python API

Printed from the docstrings by `make reference`; the examples are run as tests.

"""


def reference() -> str:
    """Markdown: one section for each public name."""
    return _HEAD + "\n".join(_section(name) for name in api.__all__)


def _section(name: str) -> str:
    thing = getattr(api, name)
    told = [f"## `cleancopy.{name}`\n", _words(thing)]
    if isinstance(thing, FunctionType):
        told.insert(1, f"```text\n{name}{_signature(thing)}\n```\n")
    elif thing.__module__ == api.__name__:
        members = [(own, member) for own, member in vars(thing).items() if not own.startswith("_")]
        for own, member in members:
            if isinstance(member, FunctionType):
                told.append(f"- `.{own}{_signature(member)}`: {_words(member).strip()}")
        fields = getattr(thing, "__dataclass_fields__", {})
        if fields:
            told.append(f"\nFields: {', '.join(f'`{field}`' for field in fields if field != 'found')}.")
        told.append("")
    return "\n".join(told)


def _signature(function: FunctionType) -> str:
    """The call as one would type it, without `self`."""
    signature = inspect.signature(function)
    parameters = [one for one in signature.parameters.values() if one.name != "self"]
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature.replace(parameters=parameters)))


def _words(thing: object) -> str:
    """The docstring, its examples as code."""
    lines, code = [], False
    for line in (inspect.getdoc(thing) or "").splitlines():
        example = line.startswith(">>>") or (code and bool(line.strip()))
        if example != code:
            lines.append("```")
            if example:
                lines[-1] = "```pycon"
            code = example
        lines.append(line)
    return "\n".join([*lines, *(["```"] if code else []), ""])
