"""The first page: tiles that rooms and modules declare, shipped for roles, arranged by everybody for themselves."""
