"""After an erasure, none of what was planted is found: in no file, log, export or backup.

Everything somebody can leave here is left, through the verbs where they take words and beside them
where only digests are kept. The control finds each of them first.
"""

import pytest

pytestmark = pytest.mark.usefixtures("town")
