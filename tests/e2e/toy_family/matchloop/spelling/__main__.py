"""`python -m matchloop.spelling FILE`: answers a file of texts, one in a line, as JSON."""

import json
import sys
from pathlib import Path

from matchloop import serving
from matchloop.spelling.predict import SpellingModel, answer

if __name__ == "__main__":
    pointer = serving.current("spelling")
    champion = SpellingModel(serving.champion("spelling"), pointer.name if pointer else "")
    texts = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    print(json.dumps([each for text in texts for each in answer(champion, text.split())]))
