"""Tests of the built program: `python3 dev.py installer` runs them, the other tests leave them out."""
