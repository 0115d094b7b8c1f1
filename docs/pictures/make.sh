#!/usr/bin/env bash
# The pictures of the documents, from what the program writes: make.sh PYTHON. Needs LibreOffice,
# pdftoppm, Chromium with its chromedriver, and the libraries of the tests.
set -euo pipefail
export LC_ALL=C.UTF-8 # LibreOffice finds Cyrillic names by it.
python=$(realpath -s "$1")
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
code=0
"$python" -m kuzbass_batch run input_samples/2025 --output "$work/result" --as-of 2026-01-20 >/dev/null || code=$?
((code <= 1))
"$python" -m kuzbass_batch issue "input_samples/2025/Реестр участников.xlsx" --output "$work/blanks" --year 2025 >/dev/null

# picture FILE WORDS NAME PIXELS: the first page of a workbook or a letter that holds the words, as
# docs/pictures/NAME.png.
picture() {
    soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf --outdir "$work" "$1" >/dev/null
    local pdf page=1
    pdf="$work/$(basename "${1%.*}").pdf"
    until pdftotext -layout -f "$page" -l "$page" "$pdf" "$work/page.txt" && grep -qF "$2" "$work/page.txt"; do
        [ -s "$work/page.txt" ] || { echo "No page of $1 holds: $2" >&2; exit 1; }
        page=$((page + 1))
    done
    pdftoppm -png -singlefile -f "$page" -l "$page" -scale-to "$4" "$pdf" "docs/pictures/$3"
}
picture "$work/result/Рейтинг-2025.xlsx" "Участники по уровням" summary 1100
picture "$work/result/Рейтинг-2025.xlsx" "Рейтинг участников" ranking 1100
picture "$work/result/Письма/Результаты/ИО-05 Депусловностей.docx" "О результатах" letter 1100
picture "$work/blanks/Самооценка-2025 ИО-01 Минпримеров.xlsx" "Критерий и показатель" blank 1100

# The folder of a year, as a listing of what is laid out and of what a run adds; a participant's card.
"$python" - "$work" <<'END'
import sys
from html import escape
from pathlib import Path

from kuzbass_batch.commands.new_year import lay_out_year
from tests.browser import chromium, look_at, picture

work = Path(sys.argv[1])
root = lay_out_year(work / "Рейтинг 2026", year=2026, windows=True).folder.root
what = {
    "бланки": "бланки и письма участникам", "входящие": "реестр и всё, что прислали",
    "результат": "рейтинг, письма, книга решений", "шаблоны": "реквизиты комитета",
    "Что делать.html": "памятка со сроками", "рейтинг.toml": "за какой год папка",
    "kuzbass-batch.txt": "где программа",
}
names = [each.name for each in root.iterdir() if not each.name.startswith(".")] + ["результат"]
order = sorted(names, key=lambda name: ("." in name, not name.endswith(".cmd"), name))
kind = {"": "folder", "cmd": "button"}
rows = "".join(
    f"<tr><td><i class={kind.get(name.rpartition('.')[2] if '.' in name else '', 'file')}></i>"
    f"<td>{escape(name)}<td>{what.get(name, 'двойной щелчок')}"
    for name in order
)
style = (
    "body{font:15px Segoe UI,PT Sans,Arial;margin:16px}h1{font-size:16px}td{padding:4px 14px 4px 0}"
    "td+td+td{color:#555}i{display:block;width:16px;height:12px;border:1px solid #888;background:#fff}"
    ".folder{background:#f5c451;border-color:#b98a1c}.button{background:#1f4e79}"
)
page = work / "folder.html"
table = f"<h1>{escape(root.name)}</h1><table>{rows}</table>"
page.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{table}", "utf-8")
card = next((work / "result").glob("Карточки-*.html"))
with chromium(work) as browser:
    look_at(browser, page, 620, height=100)
    picture(browser, Path("docs/pictures/folder.png"))
    look_at(browser, card, 1200)
    browser.execute_script("location.hash = encodeURIComponent('ИО-04')")
    picture(browser, Path("docs/pictures/card.png"), 1000)
END

# The public page as it is published, on a desk and on a phone.
"$python" -m kuzbass_batch run input_samples/2025 --output "$work/spring" --as-of 2026-03-27 >/dev/null || true
"$python" - "$work/spring/К 1 апреля/Сайт/index.html" "$work" <<'END'
import sys
from pathlib import Path

from tests.browser import chromium, look_at, picture

page, folder = Path(sys.argv[1]), Path(sys.argv[2])
with chromium(folder) as browser:
    for name, width, height in (("page", 1280, 1600), ("page-phone", 390, 1800)):
        look_at(browser, page, width)
        picture(browser, Path("docs", "pictures", f"{name}.png"), height)
END
ls -l docs/pictures/*.png
