"""Checking a code that somebody holds in their hand, without signing in."""
