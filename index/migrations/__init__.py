"""Schema versions, run by index.database when the data folder is older than the code."""
