"""What a user can see: functions of a read session that return frozen records."""
