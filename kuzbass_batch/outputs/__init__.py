"""What leaves the program: workbook, letters, redrawn returns, results.json."""
