#!/bin/sh
# Puts the program where it lies now into the menu of this user; with --remove takes it out again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
menu="${XDG_DATA_HOME:-$HOME/.local/share}/applications"
entry="$menu/crm-desktop.desktop"
if [ "${1:-}" = "--remove" ]; then
    rm -f "$entry"
    exit 0
fi
mkdir -p "$menu"
sed "s|@HERE@|$here|g" "$here/crm-desktop.desktop.in" > "$entry"
echo "CRM Desktop is in the menu now."
