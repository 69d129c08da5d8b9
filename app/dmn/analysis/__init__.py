"""What can be said of a decision table without evaluating it.

Each column is cut into regions: values that no cell of the column tells apart. A cell is then a set of regions, found
by asking the cell itself about one value of each, and a rule is a box of such sets.
"""
