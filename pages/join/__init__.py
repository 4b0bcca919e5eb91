"""Joining: becoming somebody here by oneself, by a letter."""
