"""What is known of the world's writing, as data: dates and months, agencies."""
