"""What cleancopy is measured against; each runs as a process of its own."""
