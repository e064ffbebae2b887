"""`cleancopy init`: a folder to begin in."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from cleancopy.errors import UsageError
from cleancopy.settings.settings import CONFIG_NAME
from cleancopy.show.settings_file import settings_file
from cleancopy.show.terminal import safe

_SITE = "example"
_STORY = f"raw/{_SITE}/bakehouse-oven.txt"
_SAID = {"timezone": "Europe/London", "date_order": "DMY"}
"""What the settings say of the example's site: its date has no zone, and its day and month could be either."""


def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Made if it is not there.")] = Path(),
) -> None:
    """Make a folder to begin in: a settings file with every key explained, the folders, a page of an example site.

    What is there already is left as it is.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: name a folder.")
    story = resources.files(__package__).joinpath("example_story.txt").read_text("utf-8")
    files = {CONFIG_NAME: settings_file(_SITE, _SAID)}
    if not (folder / "raw").exists():  # nobody wants an example among pages of their own
        files[_STORY] = story
    if not (rules := folder / "rules/sites").exists():
        rules.mkdir(parents=True)
        print(f"  made  {safe(rules)}")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
            print(f"  made  {safe(path)}")
        except FileExistsError:
            print(f"  left  {safe(path)}, which is there already")
    if _STORY not in files:
        print(f"  left  {safe(folder / 'raw')}, which is there already")
    where = "" if folder == Path() else f"cd {safe(folder)} && "
    print(f"\nPut pages into raw/, a folder a site. Then: {where}cleancopy run --direct")
