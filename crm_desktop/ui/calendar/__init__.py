"""The calendar: where each thing stands, how it is painted, and how it is moved."""
