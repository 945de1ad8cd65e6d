"""What the statistic of warnings put to the test is made of, by name; light enough for the window's process."""

RANKING = "ranking"
EVERYONE, AGAIN, CHANCES = "everyone", "again", "chances"
TILES = ("customers", "lost", "best")
