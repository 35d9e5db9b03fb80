"""A model's published configuration (config.json) into a row of models.csv."""
