"""Tests of charts and documents; no database and no window."""
