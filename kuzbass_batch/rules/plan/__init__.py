"""The plan of the programme: facts by quarter from the registers, forecast, what is behind."""
