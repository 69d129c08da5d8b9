"""Task commands and the inbox."""
