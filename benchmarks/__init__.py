"""Measurements run on demand; their figures are kept in docs/performance.md."""
