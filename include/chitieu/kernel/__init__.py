"""What all stages share: records, identifiers, errors. It imports nothing of the project."""
