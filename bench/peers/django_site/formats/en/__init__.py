"""English, as written in Britain."""
