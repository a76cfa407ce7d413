"""Web archives, asked by Memento (RFC 7089) and, for the history, by CDX."""
