"""How the next question is chosen: beliefs, draws, the worth of a question, the proof that none is left."""
