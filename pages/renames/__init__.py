"""Renames: an owner asks for another name of their organisation."""
