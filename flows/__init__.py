"""cleancopy: scraped text in, clean, checked Parquet out, every line accounted for.

Files directly in this package may know Prefect; its folders never do.
"""
