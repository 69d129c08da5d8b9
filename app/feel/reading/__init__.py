"""Text to a tree: tokens, names of several words, grammar (DMN 1.5 §10.3.1.2)."""
