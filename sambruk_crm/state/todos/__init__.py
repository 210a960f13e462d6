"""To-dos in one browser tab."""
