"""The tests mirror the package; this file makes `tests.builders` importable from all of them."""
