"""Workload to demand: what a plan must bear, with typical values and simple conversions where nobody said.

Every demand comes with the assumptions it took. More of an answer never lowers a demand.
"""
