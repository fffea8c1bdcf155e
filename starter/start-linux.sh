#!/bin/sh
# Opens the course on Linux: finds a Python that is new enough; start.py beside this file does the rest.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1

leave() {
    # A window that was opened by a double click would close before anybody has read it.
    if [ "$1" -ne 0 ] && [ -t 0 ]; then
        printf '\nPress Enter to close this window. '
        read -r _
    fi
    exit "$1"
}

found=
for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
    command -v "$python" >/dev/null 2>&1 || continue
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        "$python" "$here/start.py" "$@"
        leave $?
    fi
    found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || found=
done

if [ -n "$found" ]; then
    echo "The course needs Python 3.11 or newer, and this computer has $found."
    echo "Install a newer Python from your system's software centre, then open this file again."
else
    echo "The course needs Python, which is not on this computer."
    echo "Install Python 3.11 or newer from your system's software centre (the package is named python3), then open this file again."
fi
leave 1
