@echo off
rem Opens the course on Windows: finds a Python that is new enough; start.py beside this file does the rest.
setlocal
chcp 65001 >nul
title The course
set "HERE=%~dp0"
set "DONE="
set "STATUS=1"

call :try py -3
call :try python
call :try python3
for /d %%D in ("%LOCALAPPDATA%\Programs\Python\Python3*") do call :try "%%D\python.exe"
for /d %%D in ("%ProgramFiles%\Python3*") do call :try "%%D\python.exe"

if not defined DONE (
    echo The course needs Python 3.11 or newer, which is not on this computer.
    echo Install Python from the Microsoft Store or from the Python website, then open this file again.
)
if not "%STATUS%"=="0" (
    echo.
    pause
)
exit /b %STATUS%

rem The Python of the Microsoft Store that is not installed fails here too, as an old one does.
:try
if defined DONE exit /b 0
%* -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if errorlevel 1 exit /b 0
set "DONE=1"
%* "%HERE%start.py"
set "STATUS=%errorlevel%"
exit /b 0
