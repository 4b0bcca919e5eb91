"""What everybody may ask about themselves: see it, mend it, take it along, pause, be forgotten."""
