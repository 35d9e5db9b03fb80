"""What is known of teams in general: what they tend to answer, what their words are evidence for."""
