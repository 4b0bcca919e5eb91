"""Scripts behind the Makefile: what a machine needs, the words, the files of other people."""
