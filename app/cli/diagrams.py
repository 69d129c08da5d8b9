"""Commands that look at diagrams without a desk: check, trace, test-scenarios, dmn-tck."""
