"""Where a pupil shows a card, and is counted for the class."""
