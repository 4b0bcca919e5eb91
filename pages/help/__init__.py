"""How it works, and what everybody may rely on: privacy, children, accessibility."""
