#!/usr/bin/env bash
# The pictures of README, from what the program writes: make.sh PYTHON. Needs LibreOffice and pdftoppm.
set -euo pipefail
python=$(realpath -s "$1")
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
code=0
"$python" -m kuzbass_batch run input_samples/2025 --output "$work/result" --as-of 2026-01-20 >/dev/null || code=$?
((code <= 1))
"$python" -m kuzbass_batch issue "input_samples/2025/Реестр участников.xlsx" --output "$work/blanks" --year 2025 >/dev/null

# picture FILE PAGE NAME PIXELS: one page of a workbook or a letter as docs/pictures/NAME.png.
picture() {
    soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf --outdir "$work" "$1" >/dev/null
    local pdf
    pdf="$work/$(basename "${1%.*}").pdf"
    pdftoppm -png -singlefile -f "$2" -l "$2" -scale-to "$4" "$pdf" "docs/pictures/$3"
}
picture "$work/result/Рейтинг-2025.xlsx" 1 summary 1100
picture "$work/result/Письма/Результаты/ИО-05 Депусловностей.docx" 1 letter 1100
picture "$work/blanks/Самооценка-2025 ИО-01 Минпримеров.xlsx" 3 blank 1100
ls -l docs/pictures/*.png
