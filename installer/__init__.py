"""Makes what people download out of the built program; run by `python3 dev.py installer`."""
