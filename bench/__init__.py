"""What a page costs: CPU time of the server per request, beside a floor, in one interleaved run.

Ratios are meant to be carried away; microseconds hold only on the machine that printed them.
"""
