"""The page beside the evaluation report: what the model looks at, and what says the same. Pure."""

from collections.abc import Sequence
from html import escape

from matchloop.column_types.importance import ALIKE, ROWS, GroupImportance
from matchloop.report import svg
from matchloop.report.page import FOLDER

SHOWN = 30
_WIDTH, _LEFT, _ROW = 640.0, 300.0, 20.0


def page(model: str, about: str, groups: Sequence[GroupImportance], names: Sequence[str]) -> str:
    """One self-contained HTML text.

    about: what was measured on, in words; groups: the most important first; names: of the features.
    """
    several = [group for group in groups if len(group.features) > 1]
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    title = f"What {model} looks at"
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style></head>
<body><main>
<h1>{escape(title)}</h1>
<p>The values of a group of features are shuffled among at most {ROWS} of {escape(about)}. The
longer the bar, the more the log loss rises, in nats; beside it, the accuracy that is lost. Any two
features of a group have a rank correlation of at least {ALIKE:g}. The
first {min(SHOWN, len(groups))} of
{len(groups)} groups:</p>
{_bars(groups[:SHOWN], names)}
<h2>Features that say the same</h2>
<p>{len(several)} groups of more than one feature, the most important first.</p>
<ol>
{_listed(several, names)}
</ol>
</main></body>
</html>
"""


def _bars(groups: Sequence[GroupImportance], names: Sequence[str]) -> str:
    most = max((group.loss for group in groups), default=0.0)
    scale = (_WIDTH - _LEFT - 130) / most if most > 0 else 0.0
    drawn = []
    for number, group in enumerate(groups):
        y, width = 4 + _ROW * number, max(0.0, group.loss * scale)
        hint = svg.title(", ".join(names[each] for each in group.features))
        drawn.append(svg.text(_LEFT - 6, y + 11, _name(group, names), "label", text_anchor="end"))
        drawn.append(
            svg.element("rect", hint, class_="split0", x=_LEFT, y=y, width=width, height=13)
        )
        figures = f"{group.loss:.3f}, {group.accuracy:+.1%}"
        drawn.append(svg.text(_LEFT + width + 5, y + 11, figures, "muted small"))
    height = 8 + _ROW * len(groups)
    return svg.drawing(_WIDTH, height, "Importance of groups of features", *drawn)


def _name(group: GroupImportance, names: Sequence[str]) -> str:
    more = len(group.features) - 1
    return names[group.features[0]] + (f" and {more} more" if more else "")


def _listed(groups: Sequence[GroupImportance], names: Sequence[str]) -> str:
    texts = (", ".join(names[each] for each in group.features) for group in groups)
    return "\n".join(f"<li>{escape(text)}</li>" for text in texts)
