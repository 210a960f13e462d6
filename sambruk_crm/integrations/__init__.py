"""The outside world, one module per partner. Knows nothing of our tables."""
