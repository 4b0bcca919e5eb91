"""Ways in, as somebody keeps their own: where one is signed in."""
