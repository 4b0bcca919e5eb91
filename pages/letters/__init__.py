"""Letters: their words in every language, and where to read them while trying the portal out."""
