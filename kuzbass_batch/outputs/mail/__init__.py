"""What goes out by mail: drafts of mails, the register of outgoing letters, PDF."""
