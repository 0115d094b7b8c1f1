"""Put a result in place at once: lock, staging, swap, earlier results, stopping."""
