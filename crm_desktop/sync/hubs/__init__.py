"""The three forms of the shared file behind one small interface: a folder, one SQLite file, a PostgreSQL table."""
