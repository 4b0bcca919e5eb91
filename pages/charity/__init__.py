"""Charity: what a charity was given, and telling what became of it."""
