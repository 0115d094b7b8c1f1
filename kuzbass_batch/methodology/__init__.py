"""The act as data: records, strict loader, faults, and the production calendar."""
