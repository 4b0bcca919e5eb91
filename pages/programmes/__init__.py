"""Programmes, the actions that count in them, and their rules."""
