"""Organisations: who runs what, in the public register."""
