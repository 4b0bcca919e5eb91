"""pages speak: routes beside their templates, and the words. Knows portal; never the database."""
