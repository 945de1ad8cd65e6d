"""Arranging a form: its own fields as tiles that are dragged, or moved by keys, between its sections."""
