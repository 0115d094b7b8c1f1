"""Files of the input folder: what lies there, its sheets, and the answers in them."""
