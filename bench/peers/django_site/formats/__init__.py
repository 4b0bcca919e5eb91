"""How this site writes days: Django looks for formats of its own here first."""
