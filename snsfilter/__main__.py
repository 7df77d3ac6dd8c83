"""``python -m snsfilter`` is the command ``snsfilter``, for where the scripts of an environment aren't on the path."""

from snsfilter.cli import main

if __name__ == "__main__":
    main()
