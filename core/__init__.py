"""The pure half: reading, interviewing, classifying, sizing and matching. No clock, no network, no Slack."""
