"""From lines to a text: what joins to a paragraph, and the fold."""
