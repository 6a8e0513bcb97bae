"""A step in place of a real one: `python -m tests.tasks.train_step NAME` notes that it ran."""

import sys
from pathlib import Path

if __name__ == "__main__":
    name = sys.argv[1]
    print(f"{name} begins")
    if Path("data/labelled/column_types/broken.txt").is_file():
        sys.exit("the labels are broken")
    with Path("ran.txt").open("a", encoding="utf-8") as file:
        file.write(f"{name}\n")
    if name == "bundle":
        for path in ("models/toy/bundle.json", "models/toy/.gitignore", "reports/column_types/a"):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text("{}", encoding="utf-8")
        for path in ("evaluation.html", "model_card.md"):
            (Path("reports/column_types") / path).write_text(path, encoding="utf-8")
