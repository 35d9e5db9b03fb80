"""The pure half: reading, interviewing, classifying, sizing and matching. No clock, no network, no Slack.

What a team tells (`workload`, `answers`) becomes a demand (`demand`), a demand the ways to meet it
(`planning`, on `catalog` and `sizing`), and those an advice (`advising`). The doors are the files `match`,
`flips`, `compare` and `replay`; `interview` asks what is worth knowing (`choosing`), `reading` hears answers.
"""
