"""The sub-commands of `cleancopy`, one small file each. `cleancopy.cli` puts them together."""
