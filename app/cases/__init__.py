"""Case commands and queries."""
