"""Manuscript in, notes out."""
