"""Where parents use the code in the letter of a school."""
