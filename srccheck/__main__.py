"""`python -m srccheck`."""

from __future__ import annotations

from srccheck.cli import main

if __name__ == "__main__":
    main()
