"""What can be said of a tree before it is evaluated: types, names that were meant."""
