"""The district of Willowford: half a season of invented life, lived through the real verbs."""
