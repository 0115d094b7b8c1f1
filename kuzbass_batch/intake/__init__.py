"""From a folder of files to submissions: discover, read, recognise, choose which return counts."""
