"""Open data: everything there is to take away, with its licence, its codebook and checksums."""
