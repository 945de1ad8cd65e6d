"""The fields of each kind of record, in the order a person fills them in."""
