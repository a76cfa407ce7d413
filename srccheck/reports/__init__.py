"""An Audit or documents in, text out; pure."""
