"""The public log: its heads, its tiles, and the proof of a receipt."""
