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
picture "$work/result/Письма/Результаты/ИО-05 Депусловностей.docx" "О результатах" letter 1100
picture "$work/blanks/Самооценка-2025 ИО-01 Минпримеров.xlsx" "Критерий и показатель" blank 1100

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
