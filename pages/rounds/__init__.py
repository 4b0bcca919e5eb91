"""Rounds: the public statement of one, and the desk where it is opened and divided."""
