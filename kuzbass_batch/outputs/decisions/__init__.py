"""The decisions workbook."""
