"""Versions of bundles: deploying, checking, reading."""
