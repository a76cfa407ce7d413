"""Audits too large to be held: links on disk, asked for by the piece, told as they come."""
