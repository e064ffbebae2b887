"""A run's work cut into shards: what a worker is told, what it does, and who works."""
