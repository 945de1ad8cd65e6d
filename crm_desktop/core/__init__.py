"""What every layer may use: ids, time, money, text, translation, errors; standard library only."""
