"""Check a receipt of a green-points portal without the portal. No name, nothing to install.

python3 verify.py proof.json                  is the act under the root of its checkpoint?
python3 verify.py proof.json checkpoint.txt   and did somebody else keep that same root?
"""

import base64
import hashlib
import json
import sys
from pathlib import Path


def climb(leaf, place, size, path):
    """Hash our way from a leaf up to the root (RFC 9162, 2.1.3.2)."""
    made, last = hashlib.sha256(b"\0" + leaf.encode()).digest(), size - 1
    for beside in map(bytes.fromhex, path):
        if place % 2 or place == last:
            made = hashlib.sha256(b"\1" + beside + made).digest()
            while place and place % 2 == 0:
                place, last = place // 2, last // 2
        else:
            made = hashlib.sha256(b"\1" + made + beside).digest()
        place, last = place // 2, last // 2
    return made if last == 0 else None


proof = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
origin, size, root = proof["checkpoint"].split("\n")[:3]
for act in proof["acts"]:
    if climb(act["leaf"], act["place"], int(size), act["path"]) != base64.b64decode(root):
        sys.exit(f"WRONG: {proof['receipt']} is not in the log that this checkpoint sealed.")
if len(sys.argv) > 2:
    kept = Path(sys.argv[2]).read_text(encoding="utf-8").split("\n")[:3]
    if kept != [origin, size, root]:
        sys.exit("WRONG: this is not the checkpoint that was kept.")
print(f"Right: {len(proof['acts'])} act(s) of {proof['receipt']}, sealed among {size} of {origin}.")
