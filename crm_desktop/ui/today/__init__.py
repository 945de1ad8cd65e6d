"""What the page of the day is made of."""
