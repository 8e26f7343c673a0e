#!/bin/sh
# Set-up: brings a fresh Debian or Ubuntu machine to where everything builds, runs and tests.
#
# `make` calls this before anything else. It installs the packages of system-packages.txt (as root or through a sudo
# that asks for no password; otherwise it prints the command to run) and makes the virtual environment .venv from
# pyproject.toml. Nothing is written outside .venv. A stamp in .venv holds the hash of all that decides the result, so
# that the second run takes milliseconds and says nothing. The stamp is written last: an environment without it is
# half made and made anew. Of several runs at once one works, under a lock, and the others wait for it.
set -eu
cd "$(dirname "$0")/.."

stamp=.venv/set-up.stamp
python=${PYTHON3:-python3}

fail() {
    echo "permafrost: $*" >&2
    exit 1
}

wanted_packages() {
    sed -e 's/#.*//' -e '/^[[:space:]]*$/d' system-packages.txt
}

# Of pyproject.toml, what pytest and the linters read decides nothing here: it starts at [tool.pytest].
inputs_hash() {
    { sed '/^\[tool\.pytest/,$d' pyproject.toml; cat system-packages.txt build/setup.sh; pwd; } | sha256sum | cut -d' ' -f1
}

missing_packages() {
    for package in $(wanted_packages); do
        status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
        [ "$status" = "install ok installed" ] || printf '%s ' "$package"
    done
}

# Echoes the prefix that gives a command root's rights, fails where there is none.
root_prefix() {
    if [ "$(id -u)" = 0 ]; then
        echo env
    elif sudo -n true 2>/dev/null; then
        echo sudo
    else
        return 1
    fi
}

install_system_packages() {
    command -v dpkg-query >/dev/null ||
        fail "this is not Debian or Ubuntu: install the equivalents of system-packages.txt, then run make SYSTEM_PACKAGES=present"
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    prefix=$(root_prefix) ||
        fail "system packages are missing; run: sudo apt-get install --no-install-recommends $missing"
    echo "Installing system packages: $missing"
    # shellcheck disable=SC2086 # $missing and $prefix are lists of words
    $prefix apt-get update -q || echo "permafrost: package lists could not be refreshed; trying the present ones" >&2
    # shellcheck disable=SC2086
    $prefix DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing ||
        fail "apt-get could not install: $missing"
}

make_environment() {
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        fail "Python 3.11 or newer is needed; set PYTHON3=/path/to/python3"
    echo "Making the Python environment .venv"
    "$python" -m venv --clear .venv >/dev/null 2>&1 ||
        fail "$python cannot make virtual environments; run: sudo apt-get install python3-venv"
    # Compiled modules go to out/ with everything else that is generated.
    .venv/bin/python - <<'PROGRAM'
import pathlib, sysconfig
line = f"import sys; sys.pycache_prefix = {str(pathlib.Path('out/cache/python').resolve())!r}\n"
pathlib.Path(sysconfig.get_path("purelib"), "pycache_prefix.pth").write_text(line)
PROGRAM
    backend=$(sed -n 's/^requires = \[\(.*\)\]$/\1/p' pyproject.toml | tr -d '",')
    echo "Installing the Python packages of pyproject.toml, for a minute or so"
    # shellcheck disable=SC2086
    { pip_install $backend && pip_install --no-build-isolation -e .; } || {
        cat .venv/pip.log >&2
        fail "pip could not install the Python packages of pyproject.toml; see its messages above"
    }
}

# Its warnings are of interest only when it fails.
pip_install() {
    .venv/bin/pip install --disable-pip-version-check --root-user-action=ignore -q "$@" >>.venv/pip.log 2>&1
}

is_set_up() {
    [ "$(cat "$stamp" 2>/dev/null || true)" = "$hash" ] && [ -x .venv/bin/permafrost ]
}

hash=$(inputs_hash)
is_set_up && exit 0
exec 9<build/setup.sh
if command -v flock >/dev/null && ! flock -n 9; then
    echo "Waiting for another set-up of this directory"
    flock 9
    is_set_up && exit 0
fi
[ "${SYSTEM_PACKAGES:-}" = present ] || install_system_packages
rm -f "$stamp"
make_environment
echo "$hash" >"$stamp"
