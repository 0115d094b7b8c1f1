"""From a folder of files to examined returns: bad data becomes findings, never an exception."""
