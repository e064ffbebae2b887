"""Typography by profile: quotes and spaces made plain, invisible characters out, letters composed."""

from cleancopy.pipeline.tidy.stage import tidy

__all__ = ["tidy"]
