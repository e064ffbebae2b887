"""What a user may set, checked before a run starts."""
