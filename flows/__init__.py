"""What Prefect runs, and nothing else: the library is `cleancopy`."""
