"""Vouchers: what a household has for its points; shown, printed, given back, rated."""
