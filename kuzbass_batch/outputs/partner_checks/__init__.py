"""What is drawn of partner quality checks: the criteria's file, letters' words, the sheet."""
