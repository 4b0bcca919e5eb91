"""What a sponsor sees: totals, the same that everybody can read."""
