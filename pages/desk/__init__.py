"""Where people who help choose what to do today."""
