"""Which of all candidates is advised: the search, the ranking, what stands beside it, and the ways out."""
