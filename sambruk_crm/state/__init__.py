"""What one browser tab remembers, and its event handlers: one module per page."""
