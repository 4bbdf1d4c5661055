"""SPARQL 1.1 Protocol, read only, in workers that a deadline can kill."""
