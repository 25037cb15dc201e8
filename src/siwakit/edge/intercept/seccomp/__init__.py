"""Redirection by seccomp user notification (Linux): the kernel asks the supervisor before a connection is made or a file is opened.

The program installs a filter (`filter`) between fork and exec. Its calls of connect and open then wait for an answer of the supervisor in another
process (`notify`, `supervisor`): carry on, or a descriptor to hand over (`handed_files`), or the result of a connection that the supervisor made
on the program's own socket (`connections`). Everything else runs at full speed. The memory of the program
is changed only if its sockets cannot be copied, as in Docker: the address is then replaced there.
"""
