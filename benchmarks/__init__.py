"""What the desk costs, measured beside a bare route that commits the same (README.md)."""
