"""Applications: ask that an organisation be listed, send papers, and read the answer."""
