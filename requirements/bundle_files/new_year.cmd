@echo off
setlocal DisableDelayedExpansion
chcp 65001 >nul
pushd "%~dp0"
set "PROGRAM=%~dp0program\Scripts\python.exe"
if exist python\python.exe set "PROGRAM=%~dp0python\python.exe"
if not exist "%PROGRAM%" goto none
rem The folder of the year lies beside this one: a newer program does not touch it.
cd ..
"%PROGRAM%" -X utf8 -m kuzbass_batch window start %*
exit /b %errorlevel%
:none
type files\not-installed.txt
pause
