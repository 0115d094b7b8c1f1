"""What is fetched to run, test and look after the program: locks with hashes, and their bill."""
