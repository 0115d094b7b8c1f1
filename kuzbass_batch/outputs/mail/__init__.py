"""What leaves the house: drafts of mails, the register of outgoing letters, PDF."""
