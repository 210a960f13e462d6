"""What lists share: selections, counts by a filter's values, saved views."""
