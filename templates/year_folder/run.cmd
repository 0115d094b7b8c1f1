@echo off
rem The program is where kuzbass-batch.txt says; else the one that Windows finds by its name.
setlocal DisableDelayedExpansion
chcp 65001 >nul
pushd "%~dp0"
set "PROGRAM="
if exist kuzbass-batch.txt for /f "usebackq delims=" %%p in ("kuzbass-batch.txt") do set "PROGRAM=%%p"
if not defined PROGRAM set "PROGRAM=py.exe"
rem A file dropped on this one may have & in its name: the whole line is taken, not its parts.
setlocal EnableDelayedExpansion
set "KUZBASS_DROPPED=!cmdcmdline!"
"!PROGRAM!" -X utf8 -m kuzbass_batch window run %*
exit
