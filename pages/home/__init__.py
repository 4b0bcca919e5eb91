"""The first page: what the place did together."""
