"""`python -m cleancopy` is `cleancopy`."""

from cleancopy.cli import main

if __name__ == "__main__":
    main()
