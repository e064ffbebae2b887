"""What people see of a run, a document, the rules and the settings."""
