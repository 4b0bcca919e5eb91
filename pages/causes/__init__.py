"""Causes: what points can become, and the form that gives them."""
