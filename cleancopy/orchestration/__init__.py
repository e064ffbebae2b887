"""One run: plan, clean the shards, hold the gates, commit. Knows no Prefect and no terminal."""
