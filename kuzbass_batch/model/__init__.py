"""What everything else speaks of: records, findings, the methodology, participants."""
