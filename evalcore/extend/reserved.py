"""Names that belong to evalcore itself: no plugin can take them. Imports nothing at all."""

from __future__ import annotations

COMMANDS = {
    "ask": "Ask what is needed, and stop as soon as the verdict is certain.",
    "check": "Check rulesets without evaluating anything.",
    "compare": "Compare rulesets: where verdicts part, and how far they agree.",
    "completions": "Write what a shell needs to complete commands.",
    "demo": "Open the page of requests that ship.",
    "diff": "Compare two states of a ruleset: which verdicts change, and why.",
    "evaluate": "Evaluate initiatives, in the order given.",
    "explain": "Explain one initiative: a tree of why.",
    "form": "Write the form that a ruleset wants filled in.",
    "hours": "Sum the hours in a calendar, beside what was promised.",
    "map": "Propose a mapping from the columns of a spreadsheet to fields.",
    "mcp": "Serve tools for assistants that only read, over standard input.",
    "new": "Start a plugin: a policy with its tests, a ruleset and CI.",
    "page": "Write one file of HTML that a council opens.",
    "plugins": "List the plugins, and why one is off; check the policies of one.",
    "portfolio": "Choose together: what fits into the hours and the money.",
    "rank": "Rank initiatives, best first.",
    "report": "Write a map, minutes or a workbook, for slides and minutes.",
    "schema": "Write the JSON Schema of ruleset files, for editors.",
    "show": "Show what a ruleset comes to, with where each line is written.",
    "sql": "Write a ruleset as SQL, for a warehouse.",
    "test": "Try the cases of rulesets, and say what of them they reach.",
    "watch": "Show what each save of a ruleset does to requests and cases.",
}
FORMATS = {
    "table": "a table for a terminal",
    "json": "everything, for programs",
    "csv": "a row for each initiative, for spreadsheets and programs",
    "markdown": "tables for a wiki, a ticket or a mail",
}
