"""Projects as pages."""
