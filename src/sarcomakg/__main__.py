"""`python -m sarcomakg` is the command `sarcomakg`."""

from sarcomakg.cli import main

main()
