"""What flows through the batch: frozen records, one for each kind and stage."""
