"""How much of a foreign file is taken in; measured so that reading stays under 500 MB with the rest of the program."""

MAX_COLUMNS = 2_000
# An import remembers keys and outcomes of its rows: 200,000 new customers take 370 MB with the rest of the program.
MAX_IMPORTED_ROWS = 250_000
MAX_LINE_CHARACTERS = 4_000_000
SAMPLE_BYTES = 256 * 1024
SAMPLE_RECORDS = 200
SAMPLE_CHARACTERS = 2_000_000
MAX_WORKBOOK_BYTES = 300 * 1024 * 1024
# 100,000 rows × 30 columns (8 MB of XLSX) take calamine 247 MB; one far-off cell in an empty sheet takes gigabytes.
MAX_READER_MEMORY = 340 * 1024 * 1024
MAX_READER_SECONDS = 120
