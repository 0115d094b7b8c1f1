"""The ranking workbook, a module for each sheet."""
