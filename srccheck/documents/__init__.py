"""Bytes in, Manuscript out: one file a format, one registry."""
