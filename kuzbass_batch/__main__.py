"""Run the command line with ``python -m kuzbass_batch``."""

from kuzbass_batch.cli import main

if __name__ == "__main__":
    main()
