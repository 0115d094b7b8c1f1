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
# A folder of the year with the samples in its inbox, and the run that its button begins.
"$python" - "$work/Рейтинг 2025" <<'END'
import shutil
import sys
from pathlib import Path

from kuzbass_batch.commands.new_year import lay_out_year

root = lay_out_year(Path(sys.argv[1]), year=2025, windows=True).folder.root
for each in (root / "входящие").glob("Реестр*"):
    each.unlink()
shutil.copytree("input_samples/2025", root / "входящие", dirs_exist_ok=True)
END
(cd "$work/Рейтинг 2025" && "$python" -m kuzbass_batch run --as-of 2026-01-20 >/dev/null) || code=$?
((code <= 1))
ln -s "$work/Рейтинг 2025/результат" "$work/result"
"$python" -m kuzbass_batch issue "input_samples/2025/Реестр участников.xlsx" --output "$work/blanks" --year 2025 >/dev/null

# Numbers with a comma, as an office suite in Russian shows them.
mkdir -p "$work/profile/user"
cat >"$work/profile/user/registrymodifications.xcu" <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>ru-RU</value></prop></item></oor:items>
END

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

# The folder of the year and its result, as they lie on the disk after that run; a participant's card.
"$python" - "$work" <<'END'
import sys
from html import escape
from pathlib import Path

from tests.browser import chromium, look_at, picture

work = Path(sys.argv[1])
root = work / "Рейтинг 2025"
TYPES = {
    ".cmd": "Сценарий Windows", ".html": "Страница", ".toml": "Файл TOML", ".txt": "Текстовый документ",
    ".xlsx": "Лист Microsoft Excel", ".json": "Файл JSON", ".log": "Журнал",
}


def rows(folder):
    """The lines of a folder, folders first, as a file manager lists them."""
    listed = sorted(folder.iterdir(), key=lambda each: (each.is_file(), each.name.casefold()))
    for each in (each for each in listed if not each.name.startswith(".")):
        kind = "button" if each.suffix == ".cmd" else "file" if each.is_file() else "folder"
        size = f"{-(-each.stat().st_size // 1024)} КБ" if each.is_file() else ""
        type_ = TYPES[each.suffix] if each.is_file() else "Папка с файлами"
        yield f"<tr><td><i class={kind}></i>{escape(each.name)}<td>{type_}<td class=size>{size}"


def window(folder, path):
    head = "<tr><th>Имя<th>Тип<th class=size>Размер"
    return f"<section><h1>{escape(path)}</h1><table>{head}{''.join(rows(folder))}</table></section>"


style = (
    "body{font:14px Segoe UI,PT Sans,Arial;margin:12px;display:flex;gap:14px;align-items:flex-start}"
    "section{border:1px solid #b5b5b5;border-radius:8px;overflow:hidden;box-shadow:0 1px 4px #ccc}"
    "h1{font-size:14px;font-weight:600;margin:0;padding:8px 12px;background:#eef1f5}"
    "table{border-collapse:collapse}td,th{padding:4px 12px;text-align:left;white-space:nowrap}"
    "th{font-weight:400;color:#555;border-bottom:1px solid #ddd}td+td{color:#555}.size{text-align:right}"
    "i{display:inline-block;width:17px;height:13px;border:1px solid #888;background:#fff;"
    "margin-right:9px;vertical-align:-1px;border-radius:2px}"
    ".folder{background:#f5c451;border-color:#b98a1c}.button{background:#1f4e79;border-color:#1f4e79}"
)
page = work / "folder.html"
windows = window(root, root.name) + window(root / "результат", f"{root.name} › результат")
page.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{windows}", "utf-8")
card = next((work / "result").glob("Карточки-*.html"))
with chromium(work) as browser:
    look_at(browser, page, 970, height=100)
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
