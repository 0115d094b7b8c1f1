"""A form is specified once and serves to draw the blank, read the return and redraw it."""
