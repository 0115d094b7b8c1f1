"""Run the command line with ``python -m kuzbass_batch``."""

from kuzbass_batch.start import main

if __name__ == "__main__":
    main()
