"""`python -m chitieu.localweb FOLDER [--port N] [--edition N]`: serve a folder of sites until interrupted."""

from __future__ import annotations

import argparse
import logging
import sys
import threading
from pathlib import Path

from chitieu.kernel.errors import ChitieuError
from chitieu.localweb.server import serve


def main(arguments: list[str]) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m chitieu.localweb", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder with one folder per site, named as its host")
    parser.add_argument("--port", type=int, default=0, help="by default any that is free")
    parser.add_argument("--edition", type=int, default=1, help="which edition of the articles to start with")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        with serve(given.folder, given.port) as web:
            web.edition = given.edition
            print(f"Serving on http://{web.address}/ (Ctrl-C ends it)", flush=True)
            for host in web.hosts:
                print(f"  curl --connect-to {host}:80:{web.address} http://{host}/", flush=True)
            threading.Event().wait()
    except ChitieuError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
