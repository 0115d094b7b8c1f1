"""A hand at LibreOffice: types, inserts and deletes rows as a person does, protection in force.

Run by the Python that has LibreOffice's `uno`:
python3 by_hand.py PROFILE FILE.xlsx STEPS.json RESULT.xlsx
Steps are `["type", sheet, cell, text]`, `["insert", sheet, cell]`, `["delete", sheet, cell]` and
`["height", sheet, cell]`; the heights asked for are printed, in points, one a line.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue

HUNDREDTHS = 2540 / 72  # of a millimetre, in a point


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connected(pipe):
    """Return the office's context; it takes some seconds to start."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # what uno raises has no other name here
            time.sleep(0.25)
    raise TimeoutError("LibreOffice does not answer")


def do(step, document, dispatcher):
    """Carry out one step; return the height that it asks for, if it does."""
    kind, sheet_name, cell, *text = step
    controller, sheet = document.CurrentController, document.Sheets.getByName(sheet_name)
    controller.setActiveSheet(sheet)
    place = sheet.getCellRangeByName(cell)
    controller.select(place)
    if kind == "height":
        return place.Rows.getByIndex(0).Height / HUNDREDTHS
    command, options = {
        "type": (".uno:EnterString", tuple(option("StringName", each) for each in text)),
        "insert": (".uno:InsertRowsBefore", ()),
        "delete": (".uno:DeleteRows", ()),
    }[kind]
    dispatcher.executeDispatch(controller.Frame, command, "", 0, options)
    return None


def main(profile, source, steps, result):
    pipe = f"hand{Path(profile).name}{time.time_ns()}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}",
         f"--accept=pipe,name={pipe};urp;"]
    )  # fmt: skip
    try:
        context = connected(pipe)
        make = context.ServiceManager.createInstanceWithContext
        desktop = make("com.sun.star.frame.Desktop", context)
        document = desktop.loadComponentFromURL(
            Path(source).as_uri(), "_blank", 0, (option("Hidden", True),)
        )
        dispatcher = make("com.sun.star.frame.DispatchHelper", context)
        for step in json.loads(Path(steps).read_text("utf-8")):
            height = do(step, document, dispatcher)
            if height is not None:
                print(height)
        kind = option("FilterName", "Calc MS Excel 2007 XML")
        document.storeToURL(Path(result).as_uri(), (kind,))
        document.close(True)
    finally:
        office.terminate()
        office.wait(30)


if __name__ == "__main__":
    main(*sys.argv[1:])
