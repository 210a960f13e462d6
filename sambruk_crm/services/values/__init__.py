"""What people write, read as values: texts, numbers, days, telephones, countries."""
