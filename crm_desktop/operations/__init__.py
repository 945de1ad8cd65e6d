"""What a user can do: functions of a unit of work; they check and change, never commit, never show anything."""
