"""Files of released schemas that must open for ever, and what makes migrations."""
