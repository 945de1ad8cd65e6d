"""Sole owner of engine, connections and transactions: the company file, its journal, undo and search index."""
