"""What the detail side says of each kind of record, in words of the current language."""
