"""Invitations: taking a role that somebody offered by letter."""
