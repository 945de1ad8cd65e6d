"""Charts and PDF documents: they draw what `figures` holds and compute nothing about the business themselves."""
