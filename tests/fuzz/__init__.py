"""Fuzzing of FEEL and DMN: what is generated, what must hold, what is kept (docs/decisions/feel-safety.md)."""
