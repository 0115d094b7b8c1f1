"""Worker processes: who does the work of many files, here or on other machines."""
