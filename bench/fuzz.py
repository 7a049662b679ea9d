"""20,000 spoilt files through the confined reader: none may end its process, hang or take more memory than it may.

Run: .venv/bin/python bench/fuzz.py [how many]. Prints what became of them; ends with 1 where one was not settled in words.
"""

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "loaders"))

from leads import PLAN
from mutations import mutated

from loaders import confined
from loaders.limits import UPLOADS

#: what a file may not come to: its process ended, or was ended
UNSETTLED = {"reading-ended", "too-long-to-read", "too-heavy-to-read"}


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    outcomes: Counter[str] = Counter()
    unsettled = []
    slowest, slowest_name = 0.0, ""
    started = time.monotonic()
    for name, content in mutated(number, seed=6):
        before = time.monotonic()
        submission = confined.read(name, content, PLAN, limits=UPLOADS)
        took = time.monotonic() - before
        if took > slowest:
            slowest, slowest_name = took, name
        codes = {problem.code for problem in submission.problems}
        outcomes["refused or to mend" if submission.stopped else "asked about" if submission.asking else "read"] += 1
        unsettled += [(name, code) for code in codes & UNSETTLED]
    print(f"{number:,} spoilt files in {time.monotonic() - started:,.0f} s; the slowest {slowest * 1000:,.0f} ms ({slowest_name})")
    for outcome, count in outcomes.most_common():
        print(f"  {outcome:20} {count:>7,}  {count / number:6.1%}")
    print(f"  {'not settled':20} {len(unsettled):>7,}")
    for name, code in unsettled[:20]:
        print(f"    {name}: {code}")
    return 1 if unsettled else 0


if __name__ == "__main__":
    sys.exit(main())
