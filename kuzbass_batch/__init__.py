"""The yearly rating batch of the programme «Эффективный регион» 2025–2027."""

__version__ = "0.1.0"
