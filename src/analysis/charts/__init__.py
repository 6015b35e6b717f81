"""Charts: each module is handed tables and returns something that can be drawn. No files, no clock."""
