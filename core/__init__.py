"""The pure half: reading, interviewing, classifying, sizing and matching. No clock, no network, no Slack."""

VERSION = "0.7.0"
"""The version of the arithmetic and the rules, kept with every recommendation."""
