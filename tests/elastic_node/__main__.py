"""Runs Elasticsearch for development until Ctrl+C: `python -m tests.elastic_node`."""

import argparse
import signal
import sys

from tests.elastic_node.errors import NodeError
from tests.elastic_node.node import start_nodes


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.elastic_node", description=__doc__)
    parser.add_argument("--port", type=int, default=9200, help="of the first node (default: 9200)")
    parser.add_argument("--nodes", type=int, default=1, help="how many (default: 1)")
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `kill` ends it as Ctrl+C does
    print("Starting Elasticsearch (the first time it is assembled, which takes a minute or two) …", flush=True)
    try:
        with start_nodes(wanted.nodes, wanted.port) as nodes:
            for node in nodes:
                print(f"{node.url}  log: {node.log}")
            print("Stop it with Ctrl+C; what was indexed is removed then.", flush=True)
            while True:
                signal.pause()
    except KeyboardInterrupt:
        print("Stopped.")
    except NodeError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
