"""What the committee may edit without a programmer: the act as data, forms, blanks, letters."""
