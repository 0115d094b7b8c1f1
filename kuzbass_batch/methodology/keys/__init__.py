"""The keys of a methodology file: one table, from which schema, documents and examples are made."""
