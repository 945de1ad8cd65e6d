"""Foreign files in and out: tables are read, their columns mapped and their values understood; lists are written."""
