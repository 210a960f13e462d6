"""Services in one browser tab."""
