"""The people of an organisation: who does what, invitations, roles given, lent and ended."""
