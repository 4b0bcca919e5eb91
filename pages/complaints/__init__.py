"""Complaints and appeals: objecting to something, and answering it."""
