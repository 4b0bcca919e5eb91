"""Gifts: the receipt of one, taking it back, agreeing to a proposal."""
