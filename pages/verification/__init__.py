"""Checking what people say they did."""
