"""The requests that siwakit makes for an application and the answers that it reads, as values, without I/O."""
