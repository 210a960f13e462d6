"""Projects in one browser tab."""
