"""Detectors: what must not be there, each in a file of its own, as functions of a page or of a prepared view."""
