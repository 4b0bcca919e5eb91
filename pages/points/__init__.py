"""Where every point came from, and where it went."""
