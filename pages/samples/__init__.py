"""Second looks at samples, and what everybody can read about how checking goes."""
