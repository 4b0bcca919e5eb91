"""What comes in on paper or in a file: sheets to print and to type twice, lists, taking back."""
