"""A tree to closures that evaluate it (DMN 1.5 §10.3.2)."""
