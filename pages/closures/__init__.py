"""Closures: the owners of an organisation close it, asked twice."""
