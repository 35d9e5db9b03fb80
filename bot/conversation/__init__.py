"""An interview turn by turn: what is said, clicked and edited in it, and what that changes."""
