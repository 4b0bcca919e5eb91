"""Posters at a desk, on paper and on a screen, and the page that opens when one is scanned."""
