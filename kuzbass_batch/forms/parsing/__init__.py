"""Read forms: where the answers lie, what each cell says, what the whole means."""
