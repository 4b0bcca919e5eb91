"""Where a published programme is looked after: its budget, its season, its end."""
