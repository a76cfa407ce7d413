"""A note in, citations out."""
