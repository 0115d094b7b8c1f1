"""Run the command line with ``python -m kuzbass_batch``."""

import signal

# Until the program is there to clear up and say so, a Ctrl+C ends it without a word.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from kuzbass_batch.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
