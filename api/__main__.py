"""python -m api is the command rammeaftale."""

from api.cli import main

if __name__ == "__main__":
    main()
