"""Schema versions, run by index.store when the data folder is older than the code."""
