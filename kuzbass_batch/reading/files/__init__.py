"""Find and open what lies in the folder, with archives and messages."""
