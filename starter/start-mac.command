#!/bin/sh
# Opens the course on a Mac: finds a Python that is new enough; start.py beside this file does the rest.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1

found=
try() {
    [ -x "$1" ] || return 0
    if "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        "$1" "$here/start.py"
        exit $?
    fi
    found=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || found=
}

# A program that was started by a double click does not see the paths of the learner's shell.
for python in /Library/Frameworks/Python.framework/Versions/3.*/bin/python3 /opt/homebrew/bin/python3 /usr/local/bin/python3; do
    try "$python"
done
# The system's own file is only a stand-in unless Apple's developer tools are there; touching it would ask for them.
if xcode-select -p >/dev/null 2>&1; then
    try /usr/bin/python3
fi

if [ -n "$found" ]; then
    echo "The course needs Python 3.11 or newer, and this Mac has $found."
else
    echo "The course needs Python, which is not on this Mac."
fi
echo "Install the newest Python from the Python website (the installer for macOS), then open this file again."
echo
echo "You can close this window."
exit 1
