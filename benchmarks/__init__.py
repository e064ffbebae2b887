"""What is claimed of speed and quality, with the command that shows it."""
