"""Reminders in the window: how they are worded, the sign in the status bar, and the list behind it."""
