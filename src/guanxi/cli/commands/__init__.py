"""The subcommands. A file here with a click command of its own name, or named `command`, is one.

`import_.py` is the command `import`: an underscore at the end keeps Python's keywords free. When a file is imported,
Django is set up; when its command runs, the database is up too, unless the file says `needs_database = False`.
"""
