"""What the forecast is made of, by name; light enough for the window's process."""

BY_MONTH = "by_month"
MONTHS, OWNERS, DEALS, DECIDES, KEPT, PEOPLE = "months", "owners", "deals", "decides", "kept", "people"
IN_ALL, ENDS, WON, EXPECTED, STAGES, OPEN = "in_all", "ends", "won", "expected", "stages", "open"
TILES = (IN_ALL, ENDS, WON, EXPECTED, STAGES, OPEN)
