"""The sub-commands of `cleancopy`, one small file each. `flows.cli` puts them together."""
