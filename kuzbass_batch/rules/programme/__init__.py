"""The registers of the programme: which rows are in force, and what they answer."""
