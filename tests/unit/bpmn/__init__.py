"""BPMN as the standard means it: a model of its tokens, and files that nobody would draw."""
