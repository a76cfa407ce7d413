"""A process that answers whatever it is asked with nonsense."""

import os
import sys


def main() -> None:
    sys.stdin.buffer.read(1)
    os.write(1, b"\0" * 8 + b"\0\0\0\4null")
    sys.stdin.buffer.read()
