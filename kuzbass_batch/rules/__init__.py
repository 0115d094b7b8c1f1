"""The act's rules as pure functions: checks, scoring, ranking, deadlines, advice."""
