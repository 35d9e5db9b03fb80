"""The rules of reading, one file per thing people tell."""
