"""The command line: parse, call, print, end with an exit code."""
