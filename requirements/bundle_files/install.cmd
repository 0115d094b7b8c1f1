@echo off
rem Needs Python 3.11 or newer, or the folder "python" beside it; needs no network and no rights.
setlocal DisableDelayedExpansion
chcp 65001 >nul
pushd "%~dp0"
if exist python\python.exe goto ready
set "PYTHON=py.exe -3"
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" || goto none
%PYTHON% -m venv program || goto failed
program\Scripts\python.exe -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --require-hashes --requirement wheels\lock.txt || goto failed
program\Scripts\python.exe -X utf8 -m kuzbass_batch --version || goto failed
type files\installed.txt
goto end
:ready
python\python.exe -X utf8 -m kuzbass_batch --version || goto failed
type files\ready.txt
goto end
:none
type files\no-python.txt
goto end
:failed
type files\failed.txt
:end
pause
