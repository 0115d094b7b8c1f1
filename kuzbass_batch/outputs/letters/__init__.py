"""Letters and what goes with them: addressees, sentences, redrawn returns."""
