"""The parts of the review page: records with something to review, and what of each is to be decided."""
