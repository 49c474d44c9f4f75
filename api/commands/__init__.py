"""What the commands do, imported when they run."""
