"""What is wrong with a methodology file, with its place and the remedy."""
