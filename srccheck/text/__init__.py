"""What strings are: URLs, dates, names, languages. No idea of documents."""
