"""The history of records in one browser tab."""
