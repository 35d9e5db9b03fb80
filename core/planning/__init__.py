"""The ways to meet a demand with what is on offer: candidates, their bills, how every constraint stands."""
