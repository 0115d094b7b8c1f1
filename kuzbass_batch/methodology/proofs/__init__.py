"""What a methodology file proves, and what one changes against another."""
