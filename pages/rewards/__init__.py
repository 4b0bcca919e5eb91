"""Rewards: the catalogue of small green things."""
