"""Who gets which letter, and how the register of letters goes on from run to run."""
