"""Services as pages."""
