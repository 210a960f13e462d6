"""Reading the tables that people bring, in a process of its own: `reader` is that process, and imports little."""
