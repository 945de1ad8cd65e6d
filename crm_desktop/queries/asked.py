"""What statements that are put together once are asked with."""

from typing import Any

from sqlalchemy import Text, bindparam

# The id of the record in question.
RECORD: Any = bindparam("record", type_=Text)
