#!/usr/bin/env bash
# Reads the names of the files that a pull request changes, and fails if all of them
# lie in the starters: then it is somebody's solution, sent by accident, or a change
# that sync has not copied down the chain and into the archive.
set -euo pipefail

others=0 starters=0
while IFS= read -r name; do
	case $name in
	step[0-9]*/*) starters=$((starters + 1)) ;;
	*) others=$((others + 1)) ;;
	esac
done
if [ "$starters" = 0 ] || [ "$others" != 0 ]; then
	exit 0
fi

text="All that this changes lies in the starters (files: $starters).

If these are your solved steps: well done, and please keep them in your fork. They are there already, so close this
pull request, and nothing is lost. To have them looked at, open one whose base repository is your fork.

If it makes a step better: run

    go tool workshop sync

and commit what it writes, internal/lesson/pristine.zip above all. CONTRIBUTING.md says why."

echo "$text"
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
	echo "$text" >>"$GITHUB_STEP_SUMMARY"
	echo "::error title=Only starters are changed::Your solved steps belong in your fork: please close this. A better step needs go tool workshop sync."
fi
exit 1
