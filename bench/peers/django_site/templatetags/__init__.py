"""Filters and tags of this site's templates."""
