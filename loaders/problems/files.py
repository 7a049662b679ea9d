"""Room: loaders. Problems of a whole file, and of the format it is in."""

from __future__ import annotations

from typing import Final

from loaders.problems.entries import Entry

_RESAVE: Final = "Open it in Excel or LibreOffice, save it again, and send that copy."
_OFFICE: Final = "an Excel workbook (.xlsx, .xlsm, .xls), an OpenDocument spreadsheet (.ods) or a CSV file"

FILES: Final = (
    Entry(
        "empty-file", "The file is empty", "a file with nothing in it", _OFFICE, "Save the workbook again and send that copy.", "P2.xlsx"
    ),
    Entry("not-a-workbook", "Not a workbook", "{what}", _OFFICE, "Send the workbook that its figures come from.", "P2.xlsx"),
    Entry("broken-file", "The file is damaged", "a workbook that ends too early or is damaged", "a whole workbook", _RESAVE, "P2.xlsx"),
    Entry(
        "protected-file",
        "The file needs a password",
        "a workbook protected with a password",
        "one that opens without",
        "Take the password off (File, Info, Protect Workbook) and send it again.",
        "P2.xlsx without a password",
    ),
    Entry(
        "too-large",
        "The file is too large",
        "a file of {size}",
        "at most {limit}",
        "Send only the sheets that the plan needs, or ask the analyst to load it.",
        "a file of 0.4 MB",
    ),
    Entry(
        "too-large-unpacked",
        "A small file that unpacks to a very large one",
        "a small file that unpacks to a very large one",
        "a workbook of at most {limit} once unpacked",
        "Copy the tables that are needed into a new workbook.",
        "a workbook saved by Excel",
    ),
    Entry(
        "too-many-parts",
        "The file is packed from too many parts",
        "a file packed from {parts} parts",
        "at most {limit}",
        "Copy the tables that are needed into a new workbook.",
        "a workbook with ten sheets",
    ),
    Entry(
        "odd-archive",
        "The file was not written by a spreadsheet program",
        "{what}",
        "a workbook as saved by Excel or LibreOffice",
        _RESAVE,
        "P2.xlsx",
    ),
    Entry(
        "far-cells",
        "Cells far away from the table",
        "cells as far out as {address}",
        "at most {rows} rows and {columns} columns in a sheet",
        "Copy the table into a new workbook, so that nothing stands far away from it.",
        "a table that ends at N240",
    ),
    Entry(
        "too-long-to-read",
        "The file took too long to read",
        "a file that could not be read within {limit}",
        "one that can",
        "Copy the tables that are needed into a new workbook.",
        "a workbook of 2,000 rows",
    ),
    Entry(
        "macro",
        "The workbook holds macros",
        "a workbook with macros",
        "one without; macros are never run and never kept",
        "Nothing needs doing. The figures are read and the macros are left out.",
        "P2.xlsx",
        "note",
    ),
    Entry(
        "external-link",
        "The workbook takes figures from another file",
        "figures that come from another workbook, {what}",
        "figures that stand in this one",
        "Look whether they are up to date, or paste them as values.",
        "412",
        "note",
    ),
    Entry(
        "hidden-part",
        "Hidden sheets, rows or columns",
        "hidden {what}",
        "everything in sight",
        "Look whether its figures are meant to be read; they are.",
        "a sheet with every row in sight",
        "note",
    ),
    Entry(
        "merged-cells",
        "Merged cells",
        "cells merged into one, {what}",
        "one value a cell",
        "Unmerge them and write the value in each row it belongs to.",
        "Q1 2020 to 2021 in F14 and in F15",
    ),
    Entry(
        "unreadable-text",
        "The letters of the file cannot be read",
        "text in an encoding that is neither UTF-8 nor Windows-1252",
        "a CSV file in UTF-8",
        "Save it as CSV UTF-8 (comma delimited) and send that.",
        "Bristol",
    ),
    Entry(
        "personal-data",
        "The file seems to be about single people",
        "{what}, which a list of people would hold",
        "counts of people, never people",
        "The file was not kept. Send counts instead, and tell your information governance lead that it left your system.",
        "Q1 2020 to 2021, detained, 412",
    ),
)

FORMATS: Final = (
    Entry(
        "unknown-format",
        "No format we know",
        "headers that belong to none of the formats we know: {headers}",
        "our template, or a published file as its publisher put it out",
        "Take the template for your priority and copy the figures into it, or send the file as it was downloaded.",
        "Period, CCG Code, Question, Answer",
    ),
    Entry(
        "headers-changed",
        "Headers are missing",
        'a file that looks like "{title}" without the {headers}',
        "every column of that format",
        "Send the file as it was downloaded, or tell the analyst that the publisher has changed it.",
        "REPORTING_PERIOD_START, REPORTING_PERIOD_END, STATUS",
    ),
    Entry(
        "no-rows",
        "Nothing for this plan",
        "{rows} rows, none of them about the areas or the measures of this plan",
        "at least one row for {areas}",
        "Look whether this is the file for your area. Nothing was taken from it.",
        "15F, All6PHC",
    ),
    Entry(
        "untouched-template",
        "Nothing was filled in",
        "a template with no figure and no words in it",
        "at least one figure, or a reason why there is none",
        "Nothing was changed. Fill in the yellow cells, and [x] where a figure was not collected.",
        "412",
        "note",
    ),
    Entry(
        "ragged-row",
        "A row with another number of columns",
        "a row of {columns} columns",
        "{expected} columns, as in the header",
        "Look for a comma or a line break inside a value, and put that value in quotation marks.",
        '"Bristol, City of"',
    ),
    Entry(
        "other-plan",
        "A template of another plan or another time",
        'a template made for "{found}"',
        'one made for "{plan}"',
        "Take a fresh template and copy the figures into it.",
        "the template of this quarter",
    ),
    Entry(
        "sheet-missing",
        "A sheet of the template is missing",
        'no sheet called "{sheet}"',
        "every sheet of the template, under its own name",
        "Take a fresh template and copy the figures into it.",
        "P2 values",
    ),
    Entry(
        "not-asked-for",
        "A published file that no indicator asks for",
        "{found}",
        "a file that an indicator's published source names",
        "Nothing was taken from it. Add a source to the plan if its figures are wanted.",
        "a file of a source in the plan",
        "note",
    ),
)
