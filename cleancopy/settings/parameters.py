"""What one run is asked for, said once: the flow's parameters and the options of `cleancopy run` are made from it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from cleancopy.settings.settings import Settings

Runner = Literal["processes", "threads", "dask", "ray"]
Function = TypeVar("Function", bound=Callable[..., Any])


class Options(BaseModel):
    """What is asked of a run beyond the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rebuild: bool = Field(False, description="Clean everything again, also what is unchanged.")
    site: str | None = Field(None, min_length=1, description="With rebuild: only this site.")
    dry_run: bool = Field(False, description="Say what a run would do; clean and publish nothing.")
    rehash: bool = Field(False, description="Read every file, also those that did not change by size and time.")
    accept_vanished: bool = Field(False, description="Let through that many inputs are gone at once.")
    accept_drift: bool = Field(False, description="Let through figures that drift from earlier runs.")

    def redo(self, site: str | None) -> bool:
        """Whether unchanged inputs of a site are cleaned again."""
        return self.rebuild and (self.site is None or site == self.site)


class Parameters(Options):
    """Everything that one run is told: where, how, and what beyond the settings."""

    raw: Path = Field(Path("raw"), description="Folder with the raw files; it is never written to.")
    curated: Path = Field(Path("curated"), description="Folder in which the tables are published.")
    config: Path | None = Field(None, description="Settings file; default: cleancopy.toml if there.")
    workers: int | None = Field(None, ge=1, le=1024, description="Processes at work; default: as the settings say.")
    shard_size: int | None = Field(None, ge=1, le=1_000_000, description="Documents in one shard at most.")
    runner: Runner = Field("processes", description="Who works on the shards; dask and ray are extras.")
    address: str | None = Field(
        None, min_length=1, description="With dask or ray: a cluster that runs already; default: a local one."
    )

    def settings(self) -> Settings:
        """The settings of the file and the environment, with what is said here on top."""
        said = {"workers": self.workers, "shard_size": self.shard_size}
        return Settings.load(self.config).model_copy(update={k: v for k, v in said.items() if v is not None})


def takes(
    model: type[BaseModel], annotated: Callable[[str, FieldInfo], Any] | None = None, **more: Any
) -> Callable[[Function], Function]:
    """Gives a function of `**asked` the signature that a model's fields make, for whoever reads signatures.

    `annotated` makes a parameter's annotation from a field's name and field (default: pydantic's own); `more` are
    further parameters with their annotations, whose default is False.
    """

    def with_signature(function: Function) -> Function:
        kind = inspect.Parameter.KEYWORD_ONLY
        parameters = [
            inspect.Parameter(name, kind, default=field.default, annotation=(annotated or _annotation)(name, field))
            for name, field in in_order(model).items()
        ]
        parameters += [inspect.Parameter(name, kind, default=False, annotation=type_) for name, type_ in more.items()]
        function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        if annotated is None:  # Prefect reads what a parameter is from the docstring
            told = (f"    {name}: {field.description}" for name, field in in_order(model).items())
            function.__doc__ = "\n".join([f"{function.__doc__}\n", "Args:", *told])
        return function

    return with_signature


def in_order(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """A model's fields, its own before those of the model it extends."""
    own = {name: field for name, field in model.model_fields.items() if name in model.__annotations__}
    return own | {name: field for name, field in model.model_fields.items() if name not in own}


def _annotation(name: str, field: FieldInfo) -> Any:
    """The field's type with its bounds and its sentence."""
    constraints = [*field.metadata, Field(description=field.description)]
    return Annotated[(field.annotation, *constraints)]
