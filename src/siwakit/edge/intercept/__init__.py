"""Redirection of one program and its children, unchanged: what they send to Apple reaches the emulator, and everything else is as before.

Nothing here knows the emulator or a rule. A `Redirection` names hosts and a port; `method` chooses how it is done on this machine;
`program` runs the program; `guardian` is the process between siwakit and the program, which outlives both by as long as cleaning up takes.
"""
