"""Which lines are worth asking about which rules: necessary conditions read off the patterns."""
