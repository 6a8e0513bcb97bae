"""The full report of a validation as one HTML page and as JSON.

Both say the same and have no time, machine or run in them: the same data give the same bytes.
"""

from pathlib import Path
from typing import Any

from matchloop.files import write_json, write_text
from matchloop.validation.checks import CheckResult, ValidationReport

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
  :root { color-scheme: light dark; --line: #8884; --bad: #c0392b; --good: #2e8b57; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto;
         padding: 0 1rem; }
  h1 { font-size: 1.5rem; margin-bottom: .2rem; }
  h2 { font-size: 1.1rem; margin: 2rem 0 .3rem; }
  .verdict { font-size: 1.1rem; padding-left: .8rem; border-left: .3rem solid; }
  .good { color: var(--good); } .bad { color: var(--bad); }
  table { border-collapse: collapse; width: 100%; font-size: .9rem; }
  th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0;
           border-bottom: 1px solid var(--line); }
  th { font-weight: 600; }
  code { font-size: .85em; overflow-wrap: anywhere; }
  .number { text-align: right; }
  details summary { cursor: pointer; opacity: .7; }
</style>
</head>
<body>
<h1>{{ title }}</h1>
{% if report.passed %}
<p class="verdict good">All {{ report.checks }} checks are met.</p>
{% else %}
<p class="verdict bad">{{ report.problems|length }} of {{ report.checks }} checks are not met;
the pipeline stops here.</p>
<table>
<tr><th>what is expected</th><th>where</th><th class="number">how many</th><th>examples</th>
<th>what to do</th></tr>
{% for problem in report.problems %}
<tr><td>{{ problem.what }}</td><td>{{ problem.where }}</td>
<td class="number">{{ "{:,}".format(problem.count) }}</td>
<td>{% for example in problem.examples %}<code>{{ example }}</code><br>{% endfor %}</td>
<td>{{ problem.remedy }}</td></tr>
{% endfor %}
</table>
{% endif %}
{% for frame, results in frames.items() %}
<h2>{{ frame }}</h2>
<table>
<tr><th style="width: 2rem"></th><th>what is expected</th><th>expectation</th></tr>
{% for result in results %}
<tr><td class="{{ 'good' if result.passed else 'bad' }}">{{ "✓" if result.passed else "✗" }}</td>
<td>{{ result.what }}{% if result.columns %} <code>{{ result.columns|join(", ") }}</code>
{% endif %}</td>
<td><details><summary>{{ result.expectation }}</summary>
<code>{{ result.arguments }}</code></details></td></tr>
{% endfor %}
</table>
{% endfor %}
</body>
</html>
"""


def write_report(report: ValidationReport, folder: Path, title: str) -> None:
    """Write report.html and report.json into `folder`."""
    write_text(folder / "report.html", as_html(report, title))
    write_json(folder / "report.json", as_json(report))


def as_json(report: ValidationReport) -> dict[str, Any]:
    """Return the report as plain values."""
    return {
        "passed": report.passed,
        "checks": report.checks,
        "problems": len(report.problems),
        "results": [_plain(result) for result in report.results],
    }


def as_html(report: ValidationReport, title: str) -> str:
    """Return the report as a page that needs no other file."""
    from jinja2 import Environment

    frames: dict[str, list[dict[str, Any]]] = {}
    for result in report.results:
        plain = _plain(result) | {"columns": result.check.columns}
        frames.setdefault(result.check.frame, []).append(plain)
    template = Environment(autoescape=True, trim_blocks=True).from_string(_PAGE)
    return template.render(title=title, report=report, frames=frames)


def _plain(result: CheckResult) -> dict[str, Any]:
    return {
        "what": result.check.what,
        "frame": result.check.frame,
        "expectation": result.check.expectation,
        "arguments": dict(result.check.arguments),
        "passed": result.passed,
        "count": result.count,
        "examples": list(result.examples),
        "remedy": result.check.remedy,
    }
