"""Where a teacher keeps classes: years, slots, cards, lessons, tallies."""
