"""The local page: functions of a Request, with no socket, no clock and no memory of what was pasted."""
